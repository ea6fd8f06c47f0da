using System.Text.Json;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Training.Checkpoints;

/// <summary>Where a run in a folder stands, read without its weights.</summary>
public static class SavedState
{
    /// <summary>Whether there is a checkpoint, whole or not.</summary>
    /// <param name="folder">A run's folder, as <see cref="Runs.TrainingSetup.Folder"/>.</param>
    public static bool IsIn(string folder) => new CheckpointFolder(folder).Any;

    /// <summary>The state of the newest checkpoint; null where there is none, or where it cannot be read: then resuming says why.</summary>
    /// <param name="folder">A run's folder, as <see cref="Runs.TrainingSetup.Folder"/>.</param>
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
