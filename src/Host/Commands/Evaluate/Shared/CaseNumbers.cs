using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Host.Commands.Evaluate.Shared;

/// <summary>What was computed of one case, as it is kept in a folder: every number comes back bit for bit.</summary>
internal sealed record CaseNumbers
{
    /// <summary>The file that says of which case, network and settings the numbers are; it comes last.</summary>
    public const string Mark = "hash.txt";

    private const string File = "numbers.json.gz";

    // What follows from the rest is not written.
    private static readonly JsonSerializerOptions _json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutDerived } },
    };

    /// <summary>The numbers for the tables; null where policies were tried.</summary>
    public CaseEvaluation? Evaluation { get; init; }

    /// <summary>A hash of the truth as it was measured; null where policies were tried.</summary>
    public string? Reference { get; init; }

    /// <summary>What the ledger says of it; empty where another network tells that.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    /// <summary>Whose it is.</summary>
    public required string Patient { get; init; }

    /// <summary>What each policy comes to; null where none was tried.</summary>
    public IReadOnlyList<PolicyLoss>? Losses { get; init; }

    /// <summary>Writes it into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="hash">What the numbers follow from.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Write(string folder, string hash)
    {
        TextFile.Write(
            Path.Combine(folder, File),
            stream =>
            {
                using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
                JsonSerializer.Serialize(packed, this, _json);
            }
        );
        TextFile.Write(Path.Combine(folder, Mark), hash);
    }

    /// <summary>Whether a folder holds numbers that follow from a hash.</summary>
    public static bool AreIn(string folder, string hash) =>
        System.IO.File.Exists(Path.Combine(folder, File))
        && System.IO.File.Exists(Path.Combine(folder, Mark))
        && System.IO.File.ReadAllText(Path.Combine(folder, Mark)) == hash;

    /// <summary>Reads it from a folder.</summary>
    /// <exception cref="DataException">It is not there, or damaged.</exception>
    public static CaseNumbers Read(string folder)
    {
        var file = Path.Combine(folder, File);
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<CaseNumbers>(unpacked, _json) ?? throw new JsonException("It is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidDataException or ArgumentException)
        {
            throw new DataException($"{file} is not what evaluate wrote there: {e.Message} Remove {folder}, and type the same again.", e);
        }
    }

    private static void WithoutDerived(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Set: null, AssociatedParameter: null })
                type.Properties.RemoveAt(i);
        }
    }
}

/// <summary>What a policy comes to in a case.</summary>
/// <param name="Loss">The loss, 0 to 1.</param>
/// <param name="Cost">The cost a pixel.</param>
internal sealed record PolicyLoss(double Loss, double Cost);
