using System.Diagnostics;
using System.Text.Json;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Results;
using DeferredSeg.Formats;

namespace DeferredSeg.Archive.Coordination;

/// <summary>How an archive stands, as its coordinator writes it into <c>.archive/status.json</c> of the output every two seconds, for whoever looks.</summary>
/// <param name="order">The archive.</param>
public sealed class StatusFile(ArchiveOrder order)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _written = TimeSpan.MinValue;

    /// <summary>Where it is.</summary>
    /// <param name="output">The output's folder.</param>
    public static string Of(string output) => Path.Combine(output, StagedResult.OwnFolder, "status.json");

    /// <summary>Reads it.</summary>
    /// <param name="output">The output's folder.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ArchiveStatus? Read(string output)
    {
        try
        {
            return File.Exists(Of(output)) ? JsonSerializer.Deserialize<ArchiveStatus>(File.ReadAllText(Of(output)), _json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it, at most every two seconds, and at the end.</summary>
    /// <param name="progress">How it stands.</param>
    /// <param name="kept">How many items were complete before.</param>
    /// <param name="ended">Whether all is settled.</param>
    public void Write(ArchiveProgress progress, int kept, bool ended)
    {
        if (!ended && _written != TimeSpan.MinValue && _clock.Elapsed - _written < _interval)
            return;
        _written = _clock.Elapsed;
        var status = ArchiveStatus.Of(progress, kept) with { Ended = ended, PerSecond = progress.Done / Math.Max(0.001, _clock.Elapsed.TotalSeconds) };
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Of(order.Output))!);
            ReplacedFile.Write(Of(order.Output), stream => JsonSerializer.Serialize(stream, status, _json));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is for those who look; the work does not need it.
        }
    }
}

/// <summary>How an archive stands, for people and scripts.</summary>
/// <param name="Output">The folder of results.</param>
/// <param name="Coordinator">Who ordered it: process and machine.</param>
/// <param name="Total">How many items there are.</param>
/// <param name="Kept">How many were complete before the coordinator began; null where only it knows.</param>
/// <param name="Done">How many are done since.</param>
/// <param name="Failed">How many were given up.</param>
/// <param name="Held">How many somebody works on.</param>
/// <param name="Updated">When this was so, UTC.</param>
/// <param name="Workers">The workers that were heard of lately.</param>
/// <param name="Refused">Workers that were refused, each with the reason.</param>
public sealed record ArchiveStatus(
    string Output,
    string Coordinator,
    int Total,
    int? Kept,
    int Done,
    int Failed,
    int Held,
    DateTime Updated,
    IReadOnlyList<WorkerProgress> Workers,
    IReadOnlyList<string> Refused
)
{
    /// <summary>Whether all is settled.</summary>
    public bool Ended { get; init; }

    /// <summary>Items in a second since the coordinator began; null where only it knows.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Of what the dispatch says.</summary>
    /// <param name="progress">What it says.</param>
    /// <param name="kept">How many items were complete before; null where that is not known.</param>
    public static ArchiveStatus Of(ArchiveProgress progress, int? kept) =>
        new(
            progress.Order.Output,
            progress.Order.Coordinator,
            progress.Order.Total,
            kept,
            progress.Done,
            progress.Failed,
            progress.Held,
            DateTime.UtcNow,
            [.. progress.Workers],
            [.. progress.Refused]
        );
}
