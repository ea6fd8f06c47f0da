using System.CommandLine;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Host.Commands.Workers;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>What can be said to <c>evaluate</c>.</summary>
internal sealed class EvaluateOptions
{
    private readonly Option<string?> _guarantee = new("--guarantee")
    {
        Description =
            "A risk that the cheapest policy is to keep on patients to come, for example \"1 - dice <= 0.25 at delta 0.1\": the "
            + "validation patients calibrate it, "
            + "and what is certified is kept with the run and served by route. docs/guarantee.md says what it promises.",
    };
    private readonly Option<bool> _resume = new("--resume")
    {
        Description =
            "Keeps the numbers of every case in the output as soon as it was measured, and goes on with those that an evaluation left there that was "
            + "stopped or killed. Cases that fail are tried three times, then listed; there are no tables before all are measured.",
    };
    private readonly ClusterOptions _cluster = new();
    private readonly CoordinatingOption _coordinates = new("measures");

    /// <summary>The runs.</summary>
    public RunSelection Selection { get; } = new();

    /// <summary>Where people are asked.</summary>
    public QuestionOptions People { get; } = new();

    public Option<string> Format { get; } = OutputFormat.Create();

    public Option<string?> Output { get; } =
        new("--output")
        {
            Description =
                "The folder for tables, numbers of every case and ledger; by default evaluation in the run's folder for a "
                + "single run, and nothing is written for several.",
        };

    public Option<bool> NoReport { get; } = new("--no-report") { Description = "Leaves report.html out." };

    public Option<int> Draws { get; } =
        new("--draws") { Description = "With --guarantee: how often calibration patients are drawn anew, to see how it fares." };

    public Option<bool> Ways { get; } =
        new("--ways")
        {
            Description =
                "Lets recorded and simulated experts answer the same regions by painting, judging, choosing and clicking, and shows what each takes for "
                + "the same System dice. docs/spa.md says how that is counted.",
        };

    public Option<bool> AnyValues { get; } =
        new(TrainingImages.Accept)
        {
            Description = "Measures images too whose values lie far from all that the network was trained on, which is refused otherwise.",
        };

    public EvaluateOptions() =>
        Draws.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 0)
                result.AddError($"--draws is {value}; expected 0 or more.");
        });

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Output, NoReport, _guarantee, Draws, Ways, AnyValues, _resume })
            command.Options.Add(option);
        _cluster.AddTo(command, isRequired: false);
        _coordinates.AddTo(command, _cluster);
        command.Options.Add(Format);
        Selection.AddTo(command, withFolders: true);
        People.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((_cluster.IsGiven(result) || result.GetValue(_resume)) && People.IsGiven(result))
                result.AddError("--cluster and --resume ask no people; evaluate what they are asked about without, with the same --study or --inbox.");
        });
    }

    /// <summary>Whether cases are measured one by one, each kept, by this process or by several.</summary>
    public bool IsShared(ParseResult parsed) => parsed.GetValue(_resume) || _cluster.Read(parsed).Redis is not null;

    /// <summary>Who measures.</summary>
    public ClusterPlace Place(ParseResult parsed) => ClusterPlace.Of(_cluster, _coordinates, parsed);

    /// <summary>The risk that is to be kept; null where none is named.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public RiskStatement? Guarantee(ParseResult parsed)
    {
        if (parsed.GetValue(_guarantee) is not { } text)
            return null;
        try
        {
            return RiskStatement.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"--guarantee: {e.Message}", e);
        }
    }
}
