using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What a routing run did.</summary>
/// <param name="Backbone">The network.</param>
/// <param name="Head">What routed; null where the network segmented alone.</param>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Output">The folder written.</param>
/// <param name="Cases">What was routed; of images read from their folders one at a time, so that any number takes no memory.</param>
/// <param name="Totals">All cases together.</param>
internal sealed record RoutingSummary(
    string Backbone,
    string? Head,
    long Seed,
    string Output,
    IEnumerable<RoutedCase> Cases,
    [property: JsonIgnore] RoutingTotals Totals
)
{
    /// <summary>The file in <see cref="Output"/> that holds the summary.</summary>
    public const string FileName = "summary.json";

    /// <summary>Questions without an answer yet.</summary>
    public int Pending => Totals.Pending;

    /// <summary>What the classes are called and which value each has in maps of labels; null where the network does not say.</summary>
    public IReadOnlyList<ClassLabel>? Classes { get; init; }

    /// <summary>Cases that were complete before and were not computed again; null where that is not looked at.</summary>
    public int? Kept { get; init; }

    /// <summary>Where people have yet to answer; null where nobody has.</summary>
    public WaitingQuestions? Waiting { get; init; }

    /// <summary>Images that could not be routed; null where all could.</summary>
    public IReadOnlyList<FailedImage>? Failed { get; init; }

    /// <summary>Writes it into its folder.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Write() => TextFile.Write(Path.Combine(Output, FileName), stream => OutputFormat.WriteJson(stream, this));
}

/// <summary>An image that could not be routed.</summary>
/// <param name="Case">The image.</param>
/// <param name="Source">Its file; null where it is one of a dataset's.</param>
/// <param name="Reason">What is wrong with it, and how to mend it.</param>
internal sealed record FailedImage(string Case, string? Source, string Reason)
{
    /// <summary>The plugin that went wrong; null where the image is at fault.</summary>
    public string? Plugin { get; init; }

    /// <summary>The exit code that says of which kind it is, where a worker said so.</summary>
    [JsonIgnore]
    public int Code { get; init; } = ExitCode.Data;
}

/// <summary>What is counted over all cases, however many there are.</summary>
internal sealed class RoutingTotals
{
    /// <summary>How many cases are shown one by one.</summary>
    public const int Shown = 20;

    private readonly List<RoutedCase> _first = [];
    private readonly List<ExpertTotals> _experts = [];
    private readonly Dictionary<string, (string Case, int Count)> _notes = new(StringComparer.Ordinal);
    private readonly List<double> _dice = [0, 0];
    private double _coverage;
    private int _withTruth;
    private int _withBoth;

    /// <summary>How many cases there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first <see cref="Shown"/> cases, and where there is one more, that.</summary>
    public IReadOnlyList<RoutedCase> First => _first;

    /// <summary>The experts.</summary>
    public IReadOnlyList<ExpertTotals> Experts => _experts;

    /// <summary>The mean coverage of cases.</summary>
    public double Coverage => _coverage / Math.Max(1, Count);

    /// <summary>All regions.</summary>
    public long Regions { get; private set; }

    /// <summary>Questions without an answer yet.</summary>
    public int Pending { get; private set; }

    /// <summary>The mean dice of the model alone over the cases with a truth; null where there is none.</summary>
    public double? ModelDice => _withTruth == 0 ? null : _dice[0] / _withTruth;

    /// <summary>The same of model and experts together, over the cases without pending answers.</summary>
    public double? SystemDice => _withBoth == 0 ? null : _dice[1] / _withBoth;

    /// <summary>
    /// What is to be told of cases: each sentence once, with the first case that it is of and how many those are; not all where they are many.
    /// </summary>
    public IEnumerable<(string Note, string Case, int Count)> Notes => _notes.Select(note => (note.Key, note.Value.Case, note.Value.Count));

    /// <summary>How many cases have a note that is none of <see cref="Notes"/>.</summary>
    public int OtherNotes { get; private set; }

    /// <summary>What the answers changed, where a head of estimates expects changes.</summary>
    public AnswerChanges Changes { get; private set; } = AnswerChanges.None;

    /// <summary>Counts a case.</summary>
    public void Add(RoutedCase one)
    {
        Count++;
        Changes += one.Changes ?? AnswerChanges.None;
        // Regions may be thousands, and nobody is shown them.
        if (_first.Count <= Shown)
            _first.Add(one with { Regions = [], RegionCount = one.Regions.Count });
        _coverage += one.Coverage;
        Regions += one.Regions.Count;
        Pending += one.Experts.Sum(expert => expert.PendingQuestions);
        for (var j = 0; j < one.Experts.Count; j++)
        {
            if (_experts.Count <= j)
                _experts.Add(new(one.Experts[j].Name));
            _experts[j].Add(one.Case, one.Experts[j]);
        }
        if (one.ModelDice is { } model)
            (_dice[0], _withTruth) = (_dice[0] + model, _withTruth + 1);
        if (one.SystemDice is { } system)
            (_dice[1], _withBoth) = (_dice[1] + system, _withBoth + 1);
        if (one.Note is not { } note)
            return;
        if (_notes.TryGetValue(note, out var known))
            _notes[note] = (known.Case, known.Count + 1);
        else if (_notes.Count < Shown)
            _notes[note] = (one.Case, 1);
        else
            OtherNotes++;
    }
}

/// <summary>What one expert was given and said over all cases.</summary>
/// <param name="name">The expert.</param>
internal sealed class ExpertTotals(string name)
{
    private double _load;
    private int _count;

    /// <summary>The expert.</summary>
    public string Name => name;

    /// <summary>The mean load of cases.</summary>
    public double Load => _load / Math.Max(1, _count);

    /// <summary>How many cases were declined.</summary>
    public int Declined { get; private set; }

    /// <summary>The first case that was declined, and why; null where none was.</summary>
    public (string Case, string Reason)? FirstDeclined { get; private set; }

    /// <summary>How many cases there are.</summary>
    public int Count => _count;

    /// <summary>Counts a case.</summary>
    public void Add(string name, RoutedExpert expert)
    {
        _count++;
        _load += expert.Load;
        if (expert.Reason is not { } reason)
            return;
        Declined++;
        FirstDeclined ??= (name, reason);
    }
}
