using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Reports;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>The report of a run as a file.</summary>
internal static class ReportFile
{
    /// <summary>Writes it.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string file, EvaluatedRun run, EvaluationTables tables, PluginHost plugins, CancellationToken cancellation)
    {
        var member = run.Run.Plan.Members[0];
        using var evaluation = MemberEvaluation.Open(member, plugins);
        var network = evaluation.Network;
        var report = EvaluationReport.Of(
            run.Numbers,
            tables,
            [.. run.Run.Plan.Members.Select(one => (one.Name, Epochs(one)))],
            Panels(run, evaluation, cancellation),
            EvaluationFiles.Sentences(run),
            [
                new("Network", network.System.Backbone.Description.Id),
                new("Written", DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            ],
            [
                new("DeferredSeg.Host", Version(typeof(ReportFile))),
                new("Contract", Version(typeof(ISegmentorBackbone))),
                .. plugins
                    .Plugins.Where(plugin => plugin.Manifest is not null)
                    .Select(plugin => new ReportFact(plugin.Manifest!.Id, plugin.Manifest.Version.ToString()))
                    .OrderBy(fact => fact.Name, StringComparer.Ordinal),
                new("TorchSharp", Version(typeof(torch))),
                new("libtorch", torch.__version__),
                new(".NET", Environment.Version.ToString()),
                new("Threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture)),
            ],
            File.ReadAllText(Path.Combine(run.Run.Plan.Folder, RunPlan.ConfigurationFile))
        );
        TextFile.Write(file, ReportHtml.Of(report));
    }

    private static List<CasePanel> Panels(EvaluatedRun run, MemberEvaluation evaluation, CancellationToken cancellation)
    {
        var member = evaluation.Network.Member;
        var cases = run.Numbers.Cases.Where(one => one.Variant == member.Variant && one.Seed == member.Seed).ToList();
        var (best, worst) = CaseRanking.Of(
            [.. cases.Select(one => one.System.Rates(EmptyMasks.Undefined).Dice)],
            (member.Experiment.Settings.Evaluation ?? new()).Panels
        );
        var hasBackground = evaluation.Network.System.Backbone.Description.ClassKind == ClassKind.Exclusive;
        return [.. best.Select(index => Panel("best", index)), .. worst.Select(index => Panel("worst", index))];

        CasePanel Panel(string why, int index) =>
            EvaluatedPanel.Of(
                $"{cases[index].Case} ({why}, DSC {NumberFormat.Percent.TextWithUnit(cases[index].System.Rates(EmptyMasks.Agree).Dice)})",
                evaluation.Measure(index, cancellation),
                run.Numbers.Experts,
                hasBackground
            );
    }

    private static IReadOnlyList<EpochProgress> Epochs(RunMember member)
    {
        try
        {
            return EpochLog.Read(member.Folder);
        }
        catch (CheckpointException)
        {
            // Weights may travel without their logs; the report then has no curves.
            return [];
        }
    }

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "";
}
