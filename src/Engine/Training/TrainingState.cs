using System.Text.Json;
using DeferredSeg.Engine.Training.Batches;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Engine.Training;

/// <summary>
/// Where a run stands between two optimizer steps; with the weights and AdamW's moments, all that its future follows from. Order, turns,
/// experts and learning rate are functions of seed, epoch and case; torch's generator is seeded anew before each step from seed and step.
/// </summary>
public sealed record TrainingState
{
    internal const string EndedEarly = "neither the System dice nor the share of deferred pixels improved any more";
    internal const string AllEpochs = "all epochs were trained";

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Hashes of what a resumed run may not change, by name: options, losses, cases and so on.</summary>
    public required IReadOnlyDictionary<string, string> Fingerprint { get; init; }

    /// <summary>torch's threads; another number gives other last bits.</summary>
    public required int Threads { get; init; }

    /// <summary>Versions of this program and its runtime.</summary>
    public required string Versions { get; init; }

    /// <summary>What computed, as <see cref="DeferredSeg.Libtorch.LibtorchBuild.Version"/>; with another, the run cannot be gone on with.</summary>
    public required string Libtorch { get; init; }

    /// <summary>The current epoch, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Micro-batches of the epoch that are done.</summary>
    public int Position { get; init; }

    /// <summary>Optimizer steps that were made or left out.</summary>
    public long Step { get; init; }

    /// <summary>Micro-batches in a row whose loss was no finite number.</summary>
    public int BadInRow { get; init; }

    /// <summary>Micro-batches of the epoch that counted.</summary>
    public int Counted { get; init; }

    /// <summary>The sum of their loss parts.</summary>
    public LossParts Sum { get; init; } = LossParts.Zero;

    /// <summary>The sum of their rho, J values; empty before the first.</summary>
    public IReadOnlyList<double> RhoSum { get; init; } = [];

    /// <summary>What early stopping has seen.</summary>
    public EarlyStopping Stopping { get; init; } = new();

    /// <summary>Why the run has ended; null while it has not.</summary>
    public string? Ended { get; init; }

    /// <summary>Seconds of work so far.</summary>
    public double Seconds { get; init; }

    /// <summary>The lengths of the logs in bytes, by name.</summary>
    public IReadOnlyDictionary<string, long> Logs { get; init; } = new Dictionary<string, long>();

    /// <summary>Why the run ends here by a recipe, which may train for longer or shorter than the one it was saved with; null where it goes on.</summary>
    /// <param name="options">Its epochs and its patience count.</param>
    public string? EndedBy(TrainingOptions options) =>
        Stopping.Ends(Epoch - 1, options.Patience) ? EndedEarly
        : Epoch >= options.Epochs ? AllEpochs
        : null;
}

/// <summary>Where a run in a folder stands, read without its weights.</summary>
public static class SavedState
{
    /// <summary>Whether there is a checkpoint, whole or not.</summary>
    /// <param name="folder">A run's folder, as <see cref="TrainingSetup.Folder"/>.</param>
    public static bool IsIn(string folder) => new CheckpointFolder(folder).Any;

    /// <summary>The state of the newest checkpoint; null where there is none, or where it cannot be read: then resuming says why.</summary>
    /// <param name="folder">A run's folder, as <see cref="TrainingSetup.Folder"/>.</param>
    public static TrainingState? Read(string folder)
    {
        if (new CheckpointFolder(folder).Newest is not { } path)
            return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Metadata.GetValueOrDefault("format") == CheckpointFile.Format && file.Metadata.TryGetValue("state", out var text)
                ? JsonSerializer.Deserialize<TrainingState>(text)
                : null;
        }
        catch (Exception e) when (e is WeightFileException or IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
