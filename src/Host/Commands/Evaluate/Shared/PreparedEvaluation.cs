using System.CommandLine;
using System.Text.Json;
using DeferredSeg.Archive;
using DeferredSeg.Data;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Workers;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Evaluate.Shared;

/// <summary>What was said to <c>evaluate</c>, read. It owns the plugins.</summary>
internal sealed class PreparedEvaluation : IDisposable
{
    private readonly Dictionary<SharedMember, (string Configuration, string Weights)> _known = [];
    private ArchiveIdentity? _identity;

    private PreparedEvaluation(PluginHost plugins, IReadOnlyList<NamedRun> runs)
    {
        (Plugins, Runs) = (plugins, runs);
        Members =
        [
            .. runs.SelectMany(
                (run, number) =>
                    run.Plan.Members.Select(
                        (member, i) => new SharedMember(number + 1, member, run.Plan.Members.Take(i).All(one => one.Variant != member.Variant))
                    )
            ),
        ];
    }

    /// <summary>The plugins present.</summary>
    public PluginHost Plugins { get; }

    /// <summary>The runs, in their order.</summary>
    public IReadOnlyList<NamedRun> Runs { get; }

    /// <summary>All networks of all runs, in their order.</summary>
    public IReadOnlyList<SharedMember> Members { get; }

    /// <summary>The folder for tables and numbers; null where several runs are only shown.</summary>
    public string? Output { get; private init; }

    /// <summary>Whether regions are answered in every way that there is.</summary>
    public bool ComparesWays { get; private init; }

    /// <summary>The risk that is to be kept; null where none is named.</summary>
    public RiskStatement? Guarantee { get; private init; }

    /// <summary>What numbers follow from, besides cases and guarantees.</summary>
    public ArchiveIdentity Identity =>
        _identity ??= new(
            WorkOrders.Program,
            WorkOrders.Hash(string.Join('\n', Members.Select(one => Known(one).Configuration))),
            WorkOrders.Hash(string.Join('\n', Members.Select(one => Known(one).Weights)))
        );

    /// <summary>Reads it.</summary>
    /// <exception cref="ConfigurationException">A file is missing, or something is not right.</exception>
    public static PreparedEvaluation Read(EvaluateOptions options, ParseResult parsed)
    {
        // Of many cases one that a network does not survive should end nothing but itself.
        var plugins = options.Selection.Plugins(parsed, options.IsShared(parsed) ? PluginIsolation.Process : PluginIsolation.Assembly);
        try
        {
            var runs = options.Selection.Read(parsed, plugins, onlyReads: true);
            return new(plugins, runs)
            {
                Output = parsed.GetValue(options.Output) ?? (runs.Count == 1 ? Path.Combine(runs[0].Plan.Folder, "evaluation") : null),
                ComparesWays = parsed.GetValue(options.Ways),
                Guarantee = options.Guarantee(parsed),
            };
        }
        catch
        {
            plugins.Dispose();
            throw;
        }
    }

    /// <summary>Makes a network for a work.</summary>
    /// <exception cref="DataException">It was not trained.</exception>
    public MemberEvaluation Open(CaseWork work, SharedMember member) =>
        work == CaseWork.Measure
            ? MemberEvaluation.Open(member.Member, Plugins, comparesWays: ComparesWays)
            : MemberEvaluation.Open(member.Member, Plugins, Part(work));

    /// <summary>The part whose cases policies are tried on.</summary>
    public static SplitPart Part(CaseWork work) => work == CaseWork.Calibrate ? SplitPart.Validation : SplitPart.Test;

    /// <summary>What a work's numbers of a network follow from besides the case, as hexadecimal digits.</summary>
    public string Key(CaseWork work, SharedMember member)
    {
        var guarantee = Path.Combine(member.Member.Best, CertifiedPolicy.FileName);
        // Policies are tried as if nothing had been certified before.
        var asked = work == CaseWork.Measure ? (File.Exists(guarantee) ? FileHash.Of([guarantee]) : "") : $"{Guarantee}";
        return WorkOrders.Hash(
            $"{WorkOrders.Program}|{Known(member).Configuration}|{Known(member).Weights}|{work}|{member.KeepsLedger}|{ComparesWays}|{asked}"
        );
    }

    /// <inheritdoc/>
    public void Dispose() => Plugins.Dispose();

    private (string Configuration, string Weights) Known(SharedMember member)
    {
        if (_known.TryGetValue(member, out var known))
            return known;
        var (experiment, best) = (member.Member.Experiment, member.Member.Best);
        var settings = experiment.Settings;
        var configuration = WorkOrders.Hash(
            ResultIdentity.Of(experiment, DatasetConfiguration.Read(experiment.Layers))
                + member.Member.Variant
                + JsonSerializer.Serialize(
                    new
                    {
                        Evaluation = settings.Evaluation ?? new(),
                        (settings.Training ?? new()).Deferral,
                        (settings.Training ?? new()).Patch,
                    }
                )
        );
        // Beside the weights lies what fitting found; what was certified is asked anew each time.
        var beside = Directory.Exists(best) ? Directory.EnumerateFiles(best).Where(file => Path.GetFileName(file) != CertifiedPolicy.FileName) : [];
        var weights = FileHash.Of(
            RoutingNetworks.FilesOf(experiment, Plugins, best).Concat(beside.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)
        );
        return _known[member] = (configuration, weights);
    }
}
