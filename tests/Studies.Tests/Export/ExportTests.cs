using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;
using DeferredSeg.Studies.Export;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Tests.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Tests.Export;

public class ExportTests
{
    [Fact]
    public void AnswersBecomeRatersWhoSaidNothingElsewhere()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder, new() { Repeats = 1, RepeatAfter = 0 });
        study.Questions.Submit("one", Asked.Question("k1", top: 1));
        study.Questions.Submit("one", Asked.Question("k2", top: 7));
        study.Questions.Submit("two", Asked.Question("k3", top: 4, ExpertTask.Judge));
        study.Questions.Submit("two", Asked.Question("k4", caseId: "b"));
        var ada = study.Readers.Add("Ada").Id;
        while (study.Work.Claim(ada) is { } claim)
        {
            if (claim.Question.Case.Id == "b")
            {
                study.Work.Decline(ada, claim.AssignmentId, claim.Fence, "dark");
                continue;
            }
            var judges = claim.Question.Task == ExpertTask.Judge;
            study.Work.Append(
                ada,
                claim.AssignmentId,
                claim.Fence,
                0,
                "w",
                [judges ? new(new(StrokeTool.Reject), 500, 500) : Asked.Brush(3, claim.Question.Box.Top, radius: 16)]
            );
            study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1, 0.5);
        }
        var output = folder.Path + "-out";
        var exported = new StudyExport(study, output).Write(wrongPixelsPerSecond: 3);

        Assert.Empty(exported.Changed);
        Assert.Equal((1, 3, 7), (exported.Cases, exported.Regions, exported.Replayed));
        var cost = exported.Experts[0];
        Assert.Equal((2, 1.4), (cost.Regions, cost.Seconds));
        Assert.Equal(3 * 1.4 / 30, cost.Cost!.Value, 1e-12);
        var raters = new FolderRaters(new(output, ["one", "two"], Masks: new(Ignore: 254)));
        var left = raters.Find("a", "one");
        Assert.Equal(30, left.Seen!.Values.Sum(value => value));
        var expected = study.Answers.List().Where(answer => answer.Kind == "answer" && answer.Declined is null && answer.Accepted is null);
        Assert.Equal(expected.Sum(answer => study.Answers.Mask(answer.AssignmentId)!.Values.Sum(value => value)), left.Mask!.Values.Sum(value => value));
        // What was rejected is undecided.
        Assert.All(raters.Find("a", "two").Seen!.Values, value => Assert.Equal(0, value));
        Assert.Equal(8, File.ReadAllLines(Path.Combine(output, "answers.csv")).Length);
        Assert.Equal(exported.Events + 1, File.ReadAllLines(Path.Combine(output, "events.csv")).Length);
        Assert.DoesNotContain("Ada", string.Concat(Directory.EnumerateFiles(output).Select(File.ReadAllText)));
        Assert.Throws<StudyException>(() => new StudyExport(study, output).Write());
    }

    [Fact]
    public void AMaskThatItsStrokesDoNotGiveIsTold()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("one", Asked.Question("k1"));
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w", [Asked.Brush(3, 3)]);
        var answer = study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, Study.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // The mask of another answer in its place.
            command.CommandText =
                "UPDATE blobs SET content = (SELECT b.content FROM blobs b JOIN questions q ON q.model = b.hash) WHERE hash = (SELECT mask FROM answers)";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        Assert.Equal([answer.AssignmentId], new StudyExport(study, folder.Path + "-out").Write().Changed);
    }

    [Fact]
    public void AStudyWithoutAnswersAndNamesThatLeadOutAreRefused()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("one", Asked.Question("k1", caseId: "../../x"));
        Assert.Contains("no answer yet", Assert.Throws<StudyException>(() => new StudyExport(study, folder.Path + "-out").Write()).Message);
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 0);
        Assert.Contains("leads out", Assert.Throws<StudyException>(() => new StudyExport(study, folder.Path + "-out").Write()).Message);
    }
}
