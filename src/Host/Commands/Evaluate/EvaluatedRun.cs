using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>A run with what was measured of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Numbers">What was measured.</param>
/// <param name="Ledgers">Every use of the truth, by variant.</param>
internal sealed record EvaluatedRun(NamedRun Run, RunEvaluation Numbers, IReadOnlyDictionary<string, Ledger> Ledgers)
{
    /// <summary>Measures every network of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="cancellation">Stops between two cases.</param>
    /// <param name="anyValues">Whether images may have values far from those of training.</param>
    /// <param name="questions">Where people are asked; null where nobody can be.</param>
    /// <param name="comparesWays">Whether regions are answered in every way that there is.</param>
    /// <exception cref="DataException">A network was not trained, or images are not like those that it was trained on.</exception>
    public static EvaluatedRun Of(
        NamedRun run,
        PluginHost plugins,
        CancellationToken cancellation,
        bool anyValues = false,
        IQuestionStore? questions = null,
        bool comparesWays = false
    )
    {
        var cases = new List<CaseEvaluation>();
        var references = new Dictionary<(string Variant, string Case), string>();
        var ledgers = new Dictionary<string, Ledger>();
        RunEvaluation? numbers = null;
        foreach (var member in run.Plan.Members)
        {
            using var evaluation = MemberEvaluation.Open(member, plugins, questions: questions, comparesWays: comparesWays);
            evaluation.RequireAlike(anyValues, cancellation);
            foreach (var (one, reference) in evaluation.Measure(cancellation))
            {
                cases.Add(one);
                references[(one.Variant, one.Case)] = reference;
            }
            // The same experts answer every seed of a variant.
            if (ledgers.TryAdd(member.Variant, new()))
                foreach (var entry in evaluation.Ledger())
                    ledgers[member.Variant].Add(entry);
            numbers ??= Describe(run, evaluation.Network);
        }
        return new(run, numbers! with { Cases = cases, References = references }, ledgers);
    }

    /// <summary>All that is said of a run besides its cases.</summary>
    /// <param name="run">The run.</param>
    /// <param name="network">Its first network.</param>
    public static RunEvaluation Describe(NamedRun run, RunNetwork network)
    {
        var settings = network.Member.Experiment.Settings;
        var experts = network.System.Panel.Experts;
        var losses = (settings.Losses ?? new()).For(network.System.Head?.Describe().Parameterisation, network.System.Backbone.Description.ClassKind);
        // Estimates are fitted without any loss of the loads.
        var balanced = network.System.Head?.Describe().Parameterisation != RoutingParameterisation.Estimates;
        var bounds = balanced && experts.Count > 1 && losses.Lambda2 > 0 ? losses.BoundsOf(experts.Count) : null;
        return new(
            run.Name,
            run.Labels,
            network.Dataset.Description.Name,
            DatasetSplit.Name((settings.Evaluation ?? new()).Part),
            [.. experts.Select(expert => expert.Id)],
            [.. experts.Select(expert => expert.Cost)],
            bounds is null ? null : [.. bounds.Lower.Zip(bounds.Upper)],
            []
        )
        {
            Parameterisation = network.System.Head?.Describe().Parameterisation,
            SecondsPerPainting = (settings.Routing?.Units ?? new()).SecondsPerDecision,
        };
    }
}
