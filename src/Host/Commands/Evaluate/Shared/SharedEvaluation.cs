using System.CommandLine;
using System.Globalization;
using DeferredSeg.Archive;
using DeferredSeg.Archive.Items;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Host.Commands.Workers;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Host.Commands.Evaluate.Shared;

/// <summary>
/// <c>evaluate --resume</c> and <c>--cluster</c>: every case's numbers are computed by this process or whoever joins, kept, and put together in the order of
/// runs, networks and cases, so that whoever computed what when changes no bit.
/// </summary>
/// <param name="prepared">What was said.</param>
/// <param name="parsed">The same as it was typed.</param>
/// <param name="place">Who computes.</param>
/// <param name="cancellation">Stops it; the same command goes on.</param>
internal sealed class SharedEvaluation(PreparedEvaluation prepared, ParseResult parsed, ClusterPlace place, CancellationToken cancellation)
{
    private const int MostTold = 20;

    /// <summary>Whose numbers are there: places among the cases, by work and network.</summary>
    private readonly Dictionary<(CaseWork Work, RunMember Member), IReadOnlyList<SharedCase>> _cases = [];

    /// <summary>The folder for numbers.</summary>
    /// <exception cref="ConfigurationException">None is named, and there are several runs.</exception>
    public string Output =>
        prepared.Output
        ?? throw new ConfigurationException("Several runs are evaluated case by case, and numbers are kept in a folder; name one: --output compared");

    /// <summary>Certifies guarantees: what policies come to is computed as cases are.</summary>
    /// <returns>What came out, in sentences.</returns>
    /// <exception cref="FailedCasesException">A case could not be measured.</exception>
    public async Task<IReadOnlyList<string>> Certify(int draws)
    {
        var statement = prepared.Guarantee!;
        await Compute([CaseWork.Calibrate, .. draws > 0 ? (CaseWork[])[CaseWork.Draw] : []], null, "Trying policies");
        return
        [
            .. prepared.Runs.SelectMany(run =>
                GuaranteeRun.Certify(
                    run.Plan,
                    prepared.Plugins,
                    statement,
                    draws,
                    (evaluation, part) =>
                        [
                            .. Numbers(part == SplitPart.Validation ? CaseWork.Calibrate : CaseWork.Draw, evaluation.Network.Member)
                                .Select(one => (one.Patient, (IReadOnlyList<(double, double)>)[.. one.Losses!.Select(result => (result.Loss, result.Cost))])),
                        ]
                )
            ),
        ];
    }

    /// <summary>Measures all cases of all networks.</summary>
    /// <param name="anyValues">Whether images may have values far from those of training.</param>
    /// <exception cref="FailedCasesException">A case could not be measured: numbers without it would be others'.</exception>
    public async Task<IReadOnlyList<EvaluatedRun>> Measure(bool anyValues)
    {
        var described = new Dictionary<int, RunEvaluation>();
        await Compute(
            [CaseWork.Measure],
            (member, evaluation) =>
            {
                evaluation.RequireAlike(anyValues, cancellation);
                described.TryAdd(member.Run, EvaluatedRun.Describe(prepared.Runs[member.Run - 1], evaluation.Network));
            },
            "Evaluating"
        );
        return [.. prepared.Runs.Select((run, i) => Reduced(run, described[i + 1]))];
    }

    private EvaluatedRun Reduced(NamedRun run, RunEvaluation described)
    {
        var cases = new List<CaseEvaluation>();
        var references = new Dictionary<(string Variant, string Case), string>();
        var ledgers = new Dictionary<string, Ledger>();
        foreach (var member in run.Plan.Members)
        {
            ledgers.TryAdd(member.Variant, new());
            foreach (var one in Numbers(CaseWork.Measure, member))
            {
                cases.Add(one.Evaluation!);
                references[(member.Variant, one.Evaluation!.Case)] = one.Reference!;
                foreach (var entry in one.Ledger)
                    ledgers[member.Variant].Add(entry);
            }
        }
        return new(run, described with { Cases = cases, References = references }, ledgers);
    }

    private IEnumerable<CaseNumbers> Numbers(CaseWork work, RunMember member) =>
        _cases[(work, member)].Select(one => CaseNumbers.Read(Path.Combine(Output, one.Name)));

    /// <summary>Has what is not there yet computed of every case of every network.</summary>
    private async Task Compute(CaseWork[] works, Action<SharedMember, MemberEvaluation>? look, string title)
    {
        TextFile.CreateFolder(Output);
        using var held = SharedWork.Hold(Output, "being evaluated into");
        var found = works.SelectMany(work => prepared.Members.Select(member => Found(work, member, look))).ToList();
        using var own = new CaseMeasurer(prepared, isLent: true);
        var total = found.Sum(one => one.Cases.Count);
        var order = WorkOrders.Of(parsed, Output, prepared.Identity, total);
        var (failed, kept) = await SharedWork.Run(title, order, place, told => Items(found, own, told), own, cancellation);
        if (kept > 0)
            Console.Error.WriteLine($"{title}: {kept} of {total} cases were complete before and were not computed again.");
        if (failed.Count > 0)
            throw Failed(found, failed, total);
    }

    /// <summary>The cases of a network, and what they lie in: the network itself is not kept, since it is made again where it is needed.</summary>
    private FoundCases Found(CaseWork work, SharedMember member, Action<SharedMember, MemberEvaluation>? look)
    {
        using var evaluation = prepared.Open(work, member);
        look?.Invoke(member, evaluation);
        IReadOnlyList<SharedCase> cases = [.. evaluation.Cases.Select((_, index) => new SharedCase(work, member, index))];
        _cases[(work, member.Member)] = cases;
        return new(cases, [.. evaluation.Cases.Select(one => one.Id)], evaluation.Network.Dataset, prepared.Key(work, member));
    }

    private static IEnumerable<ArchiveItem> Items(IReadOnlyList<FoundCases> found, CaseMeasurer own, Action told)
    {
        // The seeds of a variant have the same cases.
        var contents = new Dictionary<(int Run, string Variant, CaseWork Work, string Case), string>();
        foreach (var (cases, ids, dataset, key) in found)
        foreach (var (one, id) in cases.Zip(ids))
        {
            var known = (one.Of.Run, one.Of.Member.Variant, one.Work, id);
            if (!contents.TryGetValue(known, out var content))
                contents.Add(known, content = Content(dataset, id));
            var item = new ArchiveItem(one.Name, CaseMeasurer.Hash(one, key, content));
            if (own.IsComplete(item))
                told();
            else
                yield return item;
        }
    }

    // Whoever measures a case that cannot be read says why.
    private static string Content(IDataset dataset, string id)
    {
        try
        {
            return SharedCase.Content(dataset, id);
        }
        catch (Exception e) when (ExitCode.Of(e).Code == ExitCode.Data)
        {
            return "unread";
        }
    }

    private static FailedCasesException Failed(IReadOnlyList<FoundCases> found, IReadOnlyDictionary<string, ItemFault> failed, int total)
    {
        var all = found.SelectMany(one => one.Cases.Zip(one.Ids)).Where(one => failed.ContainsKey(one.First.Name)).ToList();
        var lines = all.Take(MostTold)
            .Select(one => $"- {one.First.Of.Member.RunFolder}, {one.First.Of.Member.Name}, {one.Second}: {failed[one.First.Name].Message}")
            .ToList();
        if (all.Count > MostTold)
            lines.Add(FormattableString.Invariant($"- {all.Count - MostTold} more."));
        int[] codes = [.. all.Select(one => failed[one.First.Name].Code)];
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{all.Count} of {total} cases could not be measured, so that there are no tables:\n")
                + string.Join('\n', lines)
                + "\nMend what is wrong, and type the same again: the others are kept.",
            codes.Contains(ExitCode.Plugin) || codes[0] == 0 ? ExitCode.Plugin : codes[0]
        );
    }

    /// <summary>The cases of a work and a network.</summary>
    /// <param name="Cases">The cases.</param>
    /// <param name="Ids">Their names in the dataset.</param>
    /// <param name="Dataset">Where they lie.</param>
    /// <param name="Key">What their numbers follow from besides.</param>
    private sealed record FoundCases(IReadOnlyList<SharedCase> Cases, IReadOnlyList<string> Ids, IDataset Dataset, string Key);
}

/// <summary>Cases could not be measured. The message names them.</summary>
/// <param name="message">For a person.</param>
/// <param name="code">The exit code.</param>
internal sealed class FailedCasesException(string message, int code) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int Code { get; } = code;
}
