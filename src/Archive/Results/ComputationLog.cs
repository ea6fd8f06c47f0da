using System.Text.Json;

namespace DeferredSeg.Archive.Results;

/// <summary>
/// Which worker computed what when: a line of JSON when a computation begins and when it ends, each worker's in a file of its own below
/// <c>.archive/log</c>, to which lines are only ever added.
/// </summary>
public sealed class ComputationLog : IDisposable
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly StreamWriter _writer;

    /// <summary>Opens a worker's file.</summary>
    /// <param name="output">The output's folder.</param>
    /// <param name="worker">The worker.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public ComputationLog(string output, string worker)
    {
        Directory.CreateDirectory(Folder(output));
        _writer = new(new FileStream(Path.Combine(Folder(output), worker + ".jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            AutoFlush = true,
        };
    }

    /// <summary>Where the files are.</summary>
    /// <param name="output">The output's folder.</param>
    public static string Folder(string output) => Path.Combine(output, StagedResult.OwnFolder, "log");

    /// <summary>All lines of all workers, without what a worker that was killed left half a line of.</summary>
    /// <param name="output">The output's folder.</param>
    public static IEnumerable<ComputationLine> Read(string output)
    {
        if (!Directory.Exists(Folder(output)))
            yield break;
        foreach (var file in Directory.EnumerateFiles(Folder(output), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                if (Parsed(line) is { } read)
                    yield return read;
            }
        }
    }

    /// <summary>Adds a line. A disk that is full is no reason not to go on: what it cannot hold is not written.</summary>
    /// <param name="line">The line.</param>
    public void Add(ComputationLine line)
    {
        try
        {
            _writer.WriteLine(JsonSerializer.Serialize(line, _json));
        }
        catch (IOException e) when (FullDisk.Is(e)) { }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException e) when (FullDisk.Is(e)) { }
    }

    private static ComputationLine? Parsed(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ComputationLine>(line, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One line of the log.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Worker">Who.</param>
/// <param name="What">began, done, there (somebody else's result was there first), bad, full (the disk was), or ended (stopped early).</param>
/// <param name="Item">The item's name.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Milliseconds">How long it took; null for what began.</param>
/// <param name="Message">Why it failed; null where it did not.</param>
public sealed record ComputationLine(DateTime Time, string Worker, string What, string Item, string Hash, double? Milliseconds = null, string? Message = null);
