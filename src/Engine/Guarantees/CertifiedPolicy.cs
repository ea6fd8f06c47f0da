using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Formats;

namespace DeferredSeg.Engine.Guarantees;

/// <summary>
/// What was found when a guarantee was asked for, kept beside the weights as <c>guarantee.json</c>: routing serves the policy that was certified.
/// </summary>
/// <param name="Statement">What is guaranteed, as it was asked for.</param>
/// <param name="Patients">Calibration patients.</param>
/// <param name="Chosen">The cheapest certified policy; null where none could be certified.</param>
/// <param name="Tried">Every policy that was tried.</param>
public sealed record CertifiedPolicy(string Statement, int Patients, CandidatePolicy? Chosen, IReadOnlyList<TriedPolicy> Tried)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "guarantee.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Tests all policies and takes the cheapest that is certified.</summary>
    /// <param name="statement">What is to be kept.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="losses">For each a loss for each patient.</param>
    /// <param name="costs">What each costs.</param>
    public static CertifiedPolicy Of(
        RiskStatement statement,
        IReadOnlyList<CandidatePolicy> policies,
        IReadOnlyList<double[]> losses,
        IReadOnlyList<double> costs
    )
    {
        var sequences = CandidatePolicy.Sequences(policies);
        var tested = LearnThenTest.Test(losses, statement, sequences);
        var cheapest = LearnThenTest.Cheapest(losses, costs, statement, sequences);
        return new(
            statement.ToString(),
            losses[0].Length,
            cheapest is { } index ? policies[index] : null,
            [.. policies.Select((policy, i) => new TriedPolicy(policy, losses[i].Average(), costs[i], tested[i].PValue, tested[i].IsCertified))]
        );
    }

    /// <summary>Writes it into a folder.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder) => ReplacedFile.Write(Path.Combine(folder, FileName), file => JsonSerializer.Serialize(file, this, _json));

    /// <summary>Reads it from a folder; null where there is none.</summary>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    public static CertifiedPolicy? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<CertifiedPolicy>(file, _json) ?? throw new JsonException("it holds nothing");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WeightFileException(
                path,
                null,
                $"it is no record of a guarantee: {e.Message} Ask for it again: ./deferredseg evaluate RUN --guarantee …",
                e
            );
        }
    }
}

/// <summary>A policy that was tried on calibration patients.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Risk">The mean loss of these patients.</param>
/// <param name="Cost">Its mean cost a pixel, in wrong pixels; the share of pixels that is asked where asking costs nothing.</param>
/// <param name="PValue">Of its risk being above the level.</param>
/// <param name="IsCertified">Whether it keeps the level, all errors together at most delta.</param>
public sealed record TriedPolicy(CandidatePolicy Policy, double Risk, double Cost, double PValue, bool IsCertified);
