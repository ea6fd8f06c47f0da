using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Tests.Store;

public class LeaseTests
{
    [Fact]
    public void NobodyGetsARegionThatAnotherHasUntilTheLeaseRunsOut()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("e", Asked.Question("k"));
        var (ada, bob) = (study.Readers.Add("Ada").Id, study.Readers.Add("Bob").Id);
        var first = study.Work.Claim(ada)!;
        Assert.Null(study.Work.Claim(bob));
        Assert.Empty(study.Work.List(bob));
        Assert.Throws<StudyConflictException>(() => study.Work.Claim(bob, first.AssignmentId));
        study.Work.Append(ada, first.AssignmentId, first.Fence, 0, "w1", [Asked.Brush(3, 3)]);
        folder.Clock.Turn(50);
        study.Work.Renew(ada, first.AssignmentId, first.Fence);
        folder.Clock.Turn(50);
        Assert.Null(study.Work.Claim(bob));
        folder.Clock.Turn(11);
        var second = study.Work.Claim(bob)!;
        Assert.Equal(first.AssignmentId, second.AssignmentId);
        // A draft is its reader's alone.
        Assert.Empty(second.Strokes);
        Assert.Equal(StudyConflict.LostLease, Conflict(() => study.Work.Append(ada, first.AssignmentId, first.Fence, 1, "w2", [Asked.Brush(4, 3)])));
        Assert.Equal(StudyConflict.LostLease, Conflict(() => study.Work.Seal(ada, first.AssignmentId, first.Fence, 1)));
        // What was acknowledged is acknowledged again, and was not lost.
        Assert.Equal(1, study.Work.Append(ada, first.AssignmentId, first.Fence, 0, "w1", [Asked.Brush(3, 3)]));
        study.Work.Release(bob, second.AssignmentId, second.Fence);
        var third = study.Work.Claim(ada)!;
        Assert.Equal((1L, 1), (third.Version, third.Strokes.Count));
        Assert.True(third.Fence > second.Fence);
        study.Work.Seal(ada, third.AssignmentId, third.Fence, 1);
    }

    [Fact]
    public void ALeaseThatRanOutStillServesWhereNobodyTookTheRegion()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("e", Asked.Question("k"));
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        folder.Clock.Turn(3600);
        Assert.Equal(1, study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w1", [Asked.Brush(3, 3)]));
        Assert.Equal(claim.Fence, study.Work.Claim(ada)!.Fence);
    }

    [Fact]
    public void AStaleVersionIsRefusedAndTheSameWriteIsAcknowledgedAgain()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        study.Questions.Submit("e", Asked.Question("k"));
        var ada = study.Readers.Add("Ada").Id;
        var claim = study.Work.Claim(ada)!;
        // Two windows of one reader.
        Assert.Equal(claim.Fence, study.Work.Claim(ada)!.Fence);
        Assert.Equal(2, Write("one", 0, Asked.Brush(3, 3), Asked.Brush(4, 3)));
        var stale = Assert.Throws<StudyConflictException>(() => Write("two", 0, Asked.Brush(6, 3)));
        Assert.Equal((StudyConflict.StaleVersion, 2L), (stale.Conflict, stale.Version));
        Assert.Equal(2, Write("one", 0, Asked.Brush(3, 3), Asked.Brush(4, 3)));
        Assert.Equal(StudyConflict.OtherContent, Conflict(() => Write("one", 0, Asked.Brush(9, 9))));
        Assert.Equal(3, Write("two", 2, Asked.Brush(6, 3)));
        Assert.Equal(StudyConflict.StaleVersion, Conflict(() => study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 2)));
        var answer = study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 3);
        Assert.Equal(answer, study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 3));
        Assert.Equal(StudyConflict.Sealed, Conflict(() => Write("three", 3, Asked.Brush(6, 3))));

        long Write(string id, long version, params TimedStroke[] strokes) => study.Work.Append(ada, claim.AssignmentId, claim.Fence, version, id, strokes);
    }

    [Fact]
    public void ManyReadersAtOnceGetEachRegionOnce()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder);
        for (var i = 0; i < 40; i++)
            study.Questions.Submit("e", Asked.Question($"k{i}"));
        var readers = Enumerable.Range(0, 4).Select(i => study.Readers.Add($"reader {i}").Id).ToList();
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = readers
            .Select(reader => new Thread(() =>
            {
                try
                {
                    using var own = Study.Open(folder.Path, folder.Clock);
                    while (own.Work.Claim(reader) is { } claim)
                    {
                        var version = own.Work.Append(reader, claim.AssignmentId, claim.Fence, 0, "w", [Asked.Brush(3, 3)]);
                        own.Work.Seal(reader, claim.AssignmentId, claim.Fence, version);
                    }
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
        Assert.Equal(40, study.Answers.List().Select(answer => answer.QuestionId).Distinct().Count());
        Assert.Equal(40, study.Answers.List().Count);
        // The log has every number once, without a gap.
        var log = study.Answers.Events();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(one => one.Sequence));
    }

    [Fact]
    public void ReadersGetTheQuestionsOfTheirExpertInTheStudysOrder()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder, new() { Order = StudyOrder.Worth });
        for (var top = 0; top < 5; top++)
            study.Questions.Submit(top == 4 ? "other" : "mine", Asked.Question($"k{top}", top));
        var ada = study.Readers.Add("Ada", expert: "mine").Id;
        Assert.Equal([3.0, 2, 1, 0], study.Work.List(ada).Select(item => item.Worth!.Value));
    }

    [Fact]
    public void RepeatsAndChecksComeUnannouncedAndAreMeasured()
    {
        using var folder = new TemporaryStudy();
        using var study = Asked.Create(folder, new() { Repeats = 1, RepeatAfter = 0 });
        var id = study.Questions.Submit("e", Asked.Question("k"));
        study.Questions.AddCheck("e", Asked.Question("known", top: 6), Asked.Question("known").Region!);
        var ada = study.Readers.Add("Ada").Id;
        var seen = 0;
        for (; study.Work.Claim(ada) is { } claim; seen++)
        {
            study.Work.Append(ada, claim.AssignmentId, claim.Fence, 0, "w", [Asked.Brush(4, claim.Question.Box.Top, radius: 4000)]);
            study.Work.Seal(ada, claim.AssignmentId, claim.Fence, 1);
        }
        Assert.Equal(3, seen);
        Assert.Equal([("check", 0.0), ("repeat", 1.0)], study.Answers.Checks().Select(check => (check.Kind, check.Dice)).Order());
        Assert.NotNull(study.Questions.Find(id).Answer);
        // What waits for an answer is one question.
        Assert.Single(study.Questions.List());
    }

    private static StudyConflict Conflict(Action write) => Assert.Throws<StudyConflictException>(write).Conflict;
}
