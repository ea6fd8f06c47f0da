using System.Text.Json;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Formats;

namespace DeferredSeg.Engine.Fitting;

/// <summary>
/// What fitting found about a router on patients that it was not fitted on, kept beside its weights as <c>router.json</c>. Policies take from it what they do
/// not set themselves.
/// </summary>
public sealed record FittedRouter
{
    /// <summary>The file's name.</summary>
    public const string FileName = "router.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>D: the mean dice that model and experts reach together, which utilities are weighed near.</summary>
    public required double DiceLevel { get; init; }

    /// <summary>The probability above which the head's own mask is foreground.</summary>
    public required double AnswerThreshold { get; init; }

    /// <summary>Patients that were left out in turn.</summary>
    public required int Patients { get; init; }

    /// <summary>Cases of these.</summary>
    public required int Cases { get; init; }

    /// <summary>Whether the head's own mask is better than the network's by more than a standard error.</summary>
    public required Gain Adapted { get; init; }

    /// <summary>Routing where the network's own mask answers.</summary>
    public required FittedPolicy OnModel { get; init; }

    /// <summary>Routing where the head's own mask answers.</summary>
    public required FittedPolicy OnEstimate { get; init; }

    /// <summary>The policy with what it does not set itself.</summary>
    /// <param name="policy">The configuration's.</param>
    public RoutingPolicy Fill(RoutingPolicy policy)
    {
        // A mask that is no better than the network's own does not take its place, unless nobody looks at gates.
        var answer = policy is { Answer: ModelAnswer.Estimate, UseGate: true } && !Adapted.Pays ? ModelAnswer.Model : policy.Answer;
        return (policy with { Answer = answer }).ForEstimates(DiceLevel, AnswerThreshold, (answer == ModelAnswer.Estimate ? OnEstimate : OnModel).Gate);
    }

    /// <summary>Writes it into a folder.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder) => ReplacedFile.Write(Path.Combine(folder, FileName), file => JsonSerializer.Serialize(file, this, _json));

    /// <summary>Reads it from a folder; null where there is none, as of a router that was fitted without folds.</summary>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    public static FittedRouter? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<FittedRouter>(file, _json) ?? throw new JsonException("it holds nothing");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new WeightFileException(path, null, $"it is no record of a fitted router: {e.Message} Fit the router again: ./deferredseg fit-router", e);
        }
    }
}

/// <summary>A mean difference over patients.</summary>
/// <param name="Mean">In dice.</param>
/// <param name="Error">Its standard error; not a number of a single patient.</param>
public sealed record Gain(double Mean, double Error)
{
    /// <summary>Whether it is above its standard error; of a single patient nothing is known, and it is not held against it.</summary>
    [JsonIgnore]
    public bool Pays => double.IsNaN(Error) ? Mean > 0 : Mean > Error;

    /// <summary>Over patients, each the mean of their cases.</summary>
    /// <param name="values">A patient and a difference for each case.</param>
    public static Gain Of(IEnumerable<(string Patient, double Value)> values)
    {
        double[] patients = [.. values.GroupBy(one => one.Patient).Select(group => group.Average(one => one.Value))];
        if (patients.Length == 0)
            return new(0, double.NaN);
        var mean = patients.Average();
        var error =
            patients.Length < 2 ? double.NaN : Math.Sqrt(patients.Sum(value => (value - mean) * (value - mean)) / (patients.Length - 1) / patients.Length);
        return new(mean, error);
    }
}

/// <summary>What asking without a budget is worth on patients that the router was not fitted on.</summary>
/// <param name="Gate">What is to be done.</param>
/// <param name="Dice">The mean dice of the system.</param>
/// <param name="Without">The mean dice of the best of those who answer alone: the mask that stands without experts, and each expert.</param>
/// <param name="Gain">The system's dice less that.</param>
/// <param name="Asked">The share of pixels that are asked.</param>
/// <param name="Expected">The share of asked pixels whose answer was expected to be another than the mask's.</param>
/// <param name="Changed">The share of asked pixels whose answer was another.</param>
public sealed record FittedPolicy(RoutingGate Gate, double Dice, double Without, Gain Gain, double Asked, double Expected, double Changed);
