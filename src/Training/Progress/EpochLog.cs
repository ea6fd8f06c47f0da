using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Training.Checkpoints;

namespace DeferredSeg.Training.Progress;

/// <summary>The epochs that a run has logged.</summary>
public static class EpochLog
{
    private const string File = "epochs.jsonl";
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Reads them, in order.</summary>
    /// <param name="folder">A run's folder, as <see cref="Runs.TrainingSetup.Folder"/>.</param>
    /// <exception cref="CheckpointException">The log is missing or damaged.</exception>
    public static IReadOnlyList<EpochProgress> Read(string folder)
    {
        var path = Path.Combine(folder, File);
        try
        {
            return
            [
                .. System
                    .IO.File.ReadLines(path)
                    .Select(line => JsonSerializer.Deserialize<EpochProgress>(line, _json) ?? throw new JsonException("A line holds nothing.")),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"The log {path} cannot be read: {e.Message}", e);
        }
    }
}
