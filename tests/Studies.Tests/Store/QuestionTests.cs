using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Tests.Store;

public class QuestionTests
{
    [Fact]
    public void AQuestionIsTheSameInAnotherProcessAndKnowsNoTruth()
    {
        using var folder = new TemporaryStudy();
        string id;
        using (var study = Asked.Create(folder))
            id = study.Questions.Submit("reader-1", Asked.Question("k"));
        using var again = Study.Open(folder.Path, folder.Clock);
        Assert.Equal(id, again.Questions.Submit("reader-1", Asked.Question("k", top: 7)));
        var asked = Asked.Question("k");
        var kept = again.Questions.Read(id);
        Assert.Equal(asked.Image.Samples, kept.Image.Samples);
        Assert.Equal(asked.Image.Values, kept.Image.Values);
        Assert.Equal(asked.Region!.Values, kept.Region!.Values);
        Assert.Equal(asked.Model!.Values, kept.Model!.Values);
        Assert.Equal([0.5, 0.7], kept.Case.Geometry.Spacing);
        Assert.Null(again.Questions.Truth(id));
        Assert.Equal(new(2, 2, 4, 6, 0, 15), kept.Box);
        Assert.Equal(ExpertStatus.Pending, again.Questions.Find(id).Status);
        Assert.Throws<ArgumentException>(() => again.Questions.Find("nobody"));
    }

    [Fact]
    public void TwoExpertsWithOneKeyAreTwoQuestions()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        Assert.NotEqual(study.Questions.Submit("one", Asked.Question("k")), study.Questions.Submit("two", Asked.Question("k")));
        Assert.Single(study.Questions.List("two"));
    }

    [Fact]
    public void ASealedAnswerIsWhatTheStrokesGiveWithinTheRegion()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var id = study.Questions.Submit("reader-1", Asked.Question("k"));
        var reader = study.Readers.Add("Ada");
        var claim = study.Work.Claim(reader.Id)!;
        Assert.Null(claim.Question.Model);
        // A brush over everything: only the region changes.
        var version = study.Work.Append(reader.Id, claim.AssignmentId, claim.Fence, 0, "w1", [Asked.Brush(5, 5, radius: 4000)]);
        study.Work.Note(reader.Id, claim.AssignmentId, "zoom", activeMilliseconds: 300, wallMilliseconds: 300);
        study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, version, confidence: 0.8);
        var answer = study.Questions.Find(id).Answer!;
        Assert.Equal(Asked.Question("k").Region!.Values, answer.Mask.Values);
        Assert.Equal(answer.Mask.Values, answer.Region!.Values);
        Assert.Equal(0.8, answer.Confidence);
        Assert.Equal(1.0, answer.Seconds);
        Assert.Null(study.Work.Claim(reader.Id));
    }

    [Theory]
    [InlineData(StrokeTool.Accept, true, false)]
    [InlineData(StrokeTool.Reject, false, true)]
    public void AProposalIsAcceptedOrRejected(StrokeTool tool, bool accepted, bool abstained)
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var asked = Asked.Question("k", task: ExpertTask.Judge);
        var id = study.Questions.Submit("reader-1", asked);
        var reader = study.Readers.Add("Ada");
        var claim = study.Work.Claim(reader.Id)!;
        Assert.Throws<StudyException>(() => study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, 0));
        study.Work.Append(reader.Id, claim.AssignmentId, claim.Fence, 0, "w1", [new(new(tool))]);
        study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, 1);
        var answer = study.Questions.Find(id).Answer!;
        var expected = ExpertAnswer.Judged(asked, accepted);
        Assert.Equal(accepted, answer.Accepted);
        Assert.Equal(abstained, answer.Abstained is not null);
        Assert.Equal(expected.Abstained?.Values, answer.Abstained?.Values);
        if (accepted)
            Assert.Equal(expected.Mask.Values, answer.Mask.Values);
    }

    [Fact]
    public void TheModelIsShownFromTheStartInTheOtherArm()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder, new() { Arm = StudyArm.Shown });
        study.Questions.Submit("reader-1", Asked.Question("k"));
        var reader = study.Readers.Add("Ada");
        var claim = study.Work.Claim(reader.Id)!;
        Assert.True(claim.StartsFromModel);
        var answer = study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, 0);
        Assert.Equal(15, study.Answers.Mask(answer.AssignmentId)!.Values.Sum(value => value));
        Assert.Equal(study.Answers.Mask(answer.AssignmentId)!.Values, study.Answers.Replay(answer)!.Values);
    }

    [Fact]
    public void WhatIsDeclinedHasNoAnswerAndAReason()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        var id = study.Questions.Submit("reader-1", Asked.Question("k"));
        var reader = study.Readers.Add("Ada");
        var claim = study.Work.Claim(reader.Id)!;
        study.Work.Decline(reader.Id, claim.AssignmentId, claim.Fence, "blurred");
        study.Work.Decline(reader.Id, claim.AssignmentId, claim.Fence, "blurred");
        Assert.Equal((ExpertStatus.Declined, "blurred"), (study.Questions.Find(id).Status, study.Questions.Find(id).Reason));
        Assert.Equal(1, study.Answers.Progress()[0].Declined);
    }
}
