using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Tests.Store;

/// <summary>Questions about a small image of 16 bits, and a clock that the test turns.</summary>
internal static class Asked
{
    public static ExpertRequest Question(string key, int top = 2, ExpertTask task = ExpertTask.Annotate, string caseId = "a")
    {
        var grid = new Grid(12, 10);
        var region = new byte[120];
        for (var row = top; row < top + 3; row++)
            region.AsSpan(row * 10 + 2, 5).Fill(1);
        var model = new byte[120];
        model.AsSpan(0, 60).Fill(1);
        ushort[] samples = [.. Enumerable.Range(0, 120).Select(i => (ushort)(i * 500))];
        return new()
        {
            Key = key,
            Task = task,
            Case = new(caseId, "p1", new() { Spacing = [0.5, 0.7] }),
            Image = new(grid, 1, [.. samples.Select(value => (byte)(value >> 8))], samples),
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            Region = new(grid, 1, region),
            Model = new(grid, 1, model),
            Proposals = task == ExpertTask.Judge ? [new(grid, 1, [.. model.Select(value => (byte)(1 - value))])] : [],
            GroundTruth = new(grid, 1, model),
            Worth = top,
        };
    }

    public static TimedStroke Brush(int column, int row, int radius = 20) =>
        new(new(StrokeTool.Brush) { Points = [16 * column + 8, 16 * row + 8], Radius = radius }, 700, 1200);

    public static Study Create(TemporaryStudy folder, StudySettings? settings = null) =>
        Study.Create(folder.Path, settings ?? new() { LeaseSeconds = 60 }, folder.Clock);
}

/// <summary>A folder for a study that goes away.</summary>
internal sealed class TemporaryStudy : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("study").FullName + "/s";

    public TurnedClock Clock { get; } = new();

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}

/// <summary>A clock that stands until it is turned.</summary>
internal sealed class TurnedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public void Turn(double seconds) => _now += TimeSpan.FromSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => _now;
}
