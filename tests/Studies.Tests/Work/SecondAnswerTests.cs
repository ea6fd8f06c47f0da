using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;
using DeferredSeg.Studies.Export;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Tests.Store;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Tests.Work;

/// <summary>When the model is seen in a study that hides it, and what is answered then.</summary>
public class SecondAnswerTests
{
    [Fact]
    public void AfterTheFirstAnswerASecondOneIsKeptBesideIt()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var id = study.Questions.Submit("one", Asked.Question("k1"));
        study.Questions.Submit("one", Asked.Question("k2", top: 7));
        var (ada, bob) = (study.Readers.Add("Ada").Id, study.Readers.Add("Bob").Id);
        var assignment = StudyWork.AssignmentOf(id);
        var first = Paint(study, ada, assignment, 3);
        Assert.False(study.Work.SeesModel(ada, "a"));
        Assert.Throws<StudyException>(() => study.Work.AskAgain(ada, assignment));
        Paint(study, ada, null, 4);
        Assert.True(study.Work.SeesModel(ada, "a"));
        Assert.Throws<StudyException>(() => study.Work.AskAgain(bob, assignment));

        var second = study.Work.AskAgain(ada, assignment);

        Assert.Equal(second, study.Work.AskAgain(ada, assignment));
        Assert.True(study.Work.SeesModel(ada, "a"));
        Assert.Empty(study.Work.List(bob));
        var claim = study.Work.Claim(ada)!;
        Assert.Equal((second, false), (claim.AssignmentId, claim.StartsFromModel));
        Assert.NotNull(claim.Question.Model);
        Assert.Equal(study.Answers.Mask(assignment)!.Values, claim.Question.Before!.Values);
        study.Work.Append(ada, second, claim.Fence, 0, "w", [Asked.Brush(5, 3, radius: 0)]);
        var sealedOne = study.Work.Seal(ada, second, claim.Fence, 1, 0.75);
        Assert.Equal(("second", 700), (sealedOne.Kind, sealedOne.ActiveMilliseconds));
        // It goes on from the first.
        Assert.Equal([3, 5], Columns(study, second));
        Assert.Equal([3], Columns(study, assignment));
        Assert.Throws<StudyException>(() => study.Work.AskAgain(ada, assignment));
        // The first is what a command gets.
        Assert.Equal(study.Answers.Mask(assignment)!.Values, study.Questions.Find(id).Answer!.Mask.Values);
        Assert.Equal(
            (2, 1, 0),
            study.Answers.Progress().Where(one => one.ReaderId == ada).Select(one => (one.Answered, one.SecondAnswers, one.Checks)).Single()
        );

        foreach (var (counts, columns) in new[] { (CountedAnswer.First, 1), (CountedAnswer.Second, 2) })
        {
            var output = $"{folder.Path}-{counts}";
            var exported = new StudyExport(study, output).Write(counts: counts);
            Assert.Empty(exported.Changed);
            Assert.Equal((2, 3), (exported.Regions, exported.Replayed));
            Assert.Equal(columns + 1, new FolderRaters(new(output, ["one"], Masks: new(Ignore: 254))).Find("a", "one").Mask!.Values.Sum(value => value));
            var rows = File.ReadAllLines(Path.Combine(output, "answers.csv"));
            Assert.Equal(counts == CountedAnswer.First ? "no" : "yes", rows.Single(row => row.Contains(",second,")).Split(',')[4]);
            Assert.Equal(counts == CountedAnswer.First ? 1.4 : 2.1, exported.Experts.Single().Seconds, 1e-9);
        }
        Assert.Equal(first.AssignmentId, assignment);
    }

    [Fact]
    public void WhoKeepsTheFirstAnswerSaysSoOnce()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var assignment = StudyWork.AssignmentOf(study.Questions.Submit("one", Asked.Question("k1")));
        var ada = study.Readers.Add("Ada").Id;
        Paint(study, ada, assignment, 3);
        var claim = study.Work.Claim(ada, study.Work.AskAgain(ada, assignment))!;
        study.Work.Decline(ada, claim.AssignmentId, claim.Fence, "The first answer stands.");

        Assert.Throws<StudyException>(() => study.Work.AskAgain(ada, assignment));
        Assert.Equal(0, study.Answers.Progress().Single().Declined);
        var output = folder.Path + "-out";
        new StudyExport(study, output).Write(counts: CountedAnswer.Second);
        Assert.Equal(1, new FolderRaters(new(output, ["one"], Masks: new(Ignore: 254))).Find("a", "one").Mask!.Values.Sum(value => value));
    }

    [Fact]
    public void AStudyThatShowsTheModelHasNoSecondAnswer()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder, new() { Arm = StudyArm.Shown });
        var assignment = StudyWork.AssignmentOf(study.Questions.Submit("one", Asked.Question("k1")));
        var ada = study.Readers.Add("Ada").Id;
        Paint(study, ada, assignment, 3);
        Assert.Contains("from the start", Assert.Throws<StudyException>(() => study.Work.AskAgain(ada, assignment)).Message);
    }

    [Fact]
    public void BetweenTheRoundsOfAConversationTheModelStaysHidden()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var ada = study.Readers.Add("Ada").Id;
        var click = Asked.Question("c/0", task: ExpertTask.Judge) with { Task = ExpertTask.Click };
        var claim = Submitted(click);
        study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w", [new(new(StrokeTool.Click) { Points = [48, 48] })]);
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1);
        Assert.False(study.Work.SeesModel(ada, "a"));
        claim = Submitted(click with { Key = "c/1", Round = 1 });
        Assert.False(study.Work.SeesModel(ada, "a"));
        // Nothing is wrong any more.
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 0);
        Assert.True(study.Work.SeesModel(ada, "a"));

        var choose = Asked.Question("d/0", task: ExpertTask.Judge, top: 7, caseId: "b");
        choose = choose with { Task = ExpertTask.Choose, Proposals = [choose.Model!, .. choose.Proposals], Followed = [1] };
        claim = Submitted(choose);
        study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w", [new(new(StrokeTool.Accept) { Proposal = 1 })]);
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1);
        Assert.False(study.Work.SeesModel(ada, "b"));
        claim = Submitted(choose with { Key = "d/1", Round = 1, Followed = [] });
        study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w", [new(new(StrokeTool.Accept) { Proposal = 1 })]);
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1);
        Assert.True(study.Work.SeesModel(ada, "b"));

        Claim Submitted(ExpertRequest request) => study.Work.Claim(ada, StudyWork.AssignmentOf(study.Questions.Submit("one", request)))!;
    }

    [Fact]
    public void WhatIsProposedShowsTheRegionAloneAndNeverTheHiddenModel()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var ada = study.Readers.Add("Ada").Id;
        var other = Asked.Question("k", task: ExpertTask.Judge);
        var model = Asked.Question("m", top: 7) with { Proposals = [other.Model!] };
        var painted = Asked.Question("n", top: 4) with { Proposals = other.Proposals };
        foreach (var request in new[] { other, model, painted })
        {
            var asked = study.Work.Claim(ada, StudyWork.AssignmentOf(study.Questions.Submit("one", request)))!.Question;
            Assert.Null(asked.Model);
            Assert.Equal(request == model ? 0 : 1, asked.Proposals.Count);
            foreach (var proposal in asked.Proposals)
                for (var pixel = 0; pixel < 120; pixel++)
                    Assert.Equal(asked.Region!.Values[pixel] & request.Proposals[0].Values[pixel], proposal.Values[pixel]);
        }
    }

    private static SealedAnswer Paint(Study study, string reader, string? assignment, int column)
    {
        var claim = study.Work.Claim(reader, assignment)!;
        study.Work.Append(reader, claim.AssignmentId, claim.Fence, 0, "w", [Asked.Brush(column, claim.Question.Box.Top + 1, radius: 0)]);
        return study.Work.Seal(reader, claim.AssignmentId, claim.Fence, 1);
    }

    private static int[] Columns(Study study, string assignment) =>
        [.. study.Answers.Mask(assignment)!.Values.Select((value, i) => (value, i)).Where(one => one.value == 1).Select(one => one.i % 10).Distinct().Order()];
}
