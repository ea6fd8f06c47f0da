using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;

namespace DeferredSeg.Server.Tests;

/// <summary>A study in a folder of its own that goes away, with questions about generated images.</summary>
internal sealed class ServedStudy : IDisposable
{
    public ServedStudy(StudySettings? settings = null)
    {
        Path = Directory.CreateTempSubdirectory("served-").FullName;
        Study = Study.Create(System.IO.Path.Combine(Path, "study"), settings ?? new() { Title = "Reading" });
    }

    public string Path { get; }

    public Study Study { get; }

    /// <summary>A question about an image of 16 bits: a bright disc on a slope, the model's mask a smaller disc, the region a piece of the disc's edge, up to 16 of an image.</summary>
    public static ExpertRequest Question(
        string caseId,
        int index = 0,
        int size = 64,
        ExpertTask task = ExpertTask.Annotate,
        bool proposes = false,
        int depth = 0,
        int channels = 1
    )
    {
        var grid = depth > 0 ? new Grid(depth, size, size) : new Grid(size, size);
        var samples = new ushort[channels * grid.Count];
        var (truth, model, region) = (new byte[grid.Count], new byte[grid.Count], new byte[grid.Count]);
        var (centre, radius, width) = (size / 2.0, size / 4.0, size / 10.0);
        for (var at = 0; at < grid.Count; at++)
        {
            var (row, column, slice) = (at / size % size, at % size, at / size / size);
            var (dy, dx) = (row - centre, column - centre);
            var (distance, sector) = (Math.Sqrt(dy * dy + dx * dx), (int)((Math.Atan2(dy, dx) / Math.PI + 1) * 4) % 8);
            truth[at] = (byte)(distance < radius ? 1 : 0);
            model[at] = (byte)(distance < radius * 0.8 ? 1 : 0);
            // A piece of a ring around the disc's edge; later ones lie around it.
            var ring = Math.Abs(distance - radius - index / 8 * 2 * width) < width;
            region[at] = (byte)(ring && sector == index % 8 && (depth == 0 || slice == depth / 2) ? 1 : 0);
            for (var c = 0; c < channels; c++)
                samples[c * grid.Count + at] = (ushort)(
                    9000 + 40 * column * 64 / size + (truth[at] == 1 ? 14000 : 0) + (row * 7 + column * 13 + slice * 5) % 17 * 120
                );
        }
        return new()
        {
            Key = $"{caseId}/{index}",
            Task = task,
            Case = new(caseId, caseId, new() { Spacing = [1, 1] }),
            Image = new(grid, channels, [.. samples.Select(value => (byte)(value >> 8))], samples),
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            Region = new(grid, 1, region),
            Model = new(grid, 1, model),
            Proposals = proposes || task == ExpertTask.Judge ? [new(grid, 1, truth)] : [],
            Worth = 10 + index,
        };
    }

    /// <summary>Adds regions of one image.</summary>
    public ServedStudy Ask(string caseId, int regions, string expert = "e", int size = 64, ExpertTask task = ExpertTask.Annotate, bool proposes = false)
    {
        for (var i = 0; i < regions; i++)
            Study.Questions.Submit(expert, Question(caseId, i, size, task, proposes));
        return this;
    }

    public Reader Add(string name, ReaderRole role = ReaderRole.Reader, string? expert = null) => Study.Readers.Add(name, role, expert, password: Password);

    public const string Password = "correct horse";

    public void Dispose()
    {
        Study.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
