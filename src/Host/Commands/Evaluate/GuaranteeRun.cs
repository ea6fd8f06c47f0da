using System.Globalization;
using DeferredSeg.Data;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>
/// Looks for the cheapest policy of every network of a run that keeps a risk on patients to come, with its validation patients for calibration, and leaves what
/// it found beside the network's weights.
/// </summary>
internal static class GuaranteeRun
{
    /// <summary>Certifies.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="statement">What is to be kept.</param>
    /// <param name="draws">How often calibration patients are drawn anew from those of validation and test, to see how it fares; 0 for never.</param>
    /// <param name="losses">What the candidate policies of a network come to in every case of a part.</param>
    /// <exception cref="DataException">A network was not trained, or the folder cannot be written.</exception>
    /// <exception cref="ConfigurationException">Nothing is routed.</exception>
    public static IReadOnlyList<string> Certify(RunPlan plan, PluginHost plugins, RiskStatement statement, int draws, CaseLosses losses)
    {
        var sentences = new List<string>();
        foreach (var member in plan.Members)
        {
            using var evaluation = MemberEvaluation.Open(member, plugins, SplitPart.Validation);
            var system = evaluation.Network.System;
            var policies = evaluation.Candidates();
            string[] experts = [.. system.Panel.Experts.Select(expert => expert.Id)];
            var calibration = PatientLosses.Of(losses(evaluation, SplitPart.Validation));
            var certified = CertifiedPolicy.Of(statement, policies, calibration.Losses, calibration.Costs);
            try
            {
                certified.Write(member.Best);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataException($"The guarantee cannot be written to {member.Best}: {e.Message} Free space, or let the folder be written to.", e);
            }
            sentences.Add($"{member.Name}: {Sentence(certified, experts)}");
            if (draws > 0)
                sentences.Add($"{member.Name}: {Sentence(Drawn(member, plugins, statement, policies, calibration, draws, losses), policies, calibration)}");
        }
        return sentences;
    }

    private static CalibrationDraws Drawn(
        RunMember member,
        PluginHost plugins,
        RiskStatement statement,
        IReadOnlyList<CandidatePolicy> policies,
        PatientLosses calibration,
        int draws,
        CaseLosses losses
    )
    {
        using var evaluation = MemberEvaluation.Open(member, plugins, SplitPart.Test);
        var all = calibration.With(PatientLosses.Of(losses(evaluation, SplitPart.Test)));
        // Half of all patients in each draw: the other half of those that the risk is of.
        return CalibrationDraws.Of(all.Losses, all.Costs, statement, CandidatePolicy.Sequences(policies), all.Losses[0].Length / 2, draws, member.Seed);
    }

    private static string Sentence(CertifiedPolicy certified, IReadOnlyList<string> experts)
    {
        var alone = certified.Tried.First(one => one.Policy is { Budget: 0, Threshold: null });
        if (certified.Chosen is not { } chosen)
        {
            var best = certified.Tried.MinBy(one => one.Risk)!;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{certified.Statement} cannot be certified on {certified.Patients} patients. The best policy ({best.Policy.Text(experts)}) has a risk of "
                    + $"{best.Risk:0.000} there, the model alone {alone.Risk:0.000}. Take more patients, or a higher level."
            );
        }
        var tried = certified.Tried.First(one => one.Policy == chosen);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{certified.Statement} is certified on {certified.Patients} patients: {chosen.Text(experts)}, risk {tried.Risk:0.000}, cost "
                + $"{tried.Cost:0.0000} a pixel; "
                + $"the model alone has {alone.Risk:0.000}{(alone.IsCertified ? "" : " and is not certified")}. Routing serves it."
        );
    }

    private static string Sentence(CalibrationDraws drawn, IReadOnlyList<CandidatePolicy> policies, PatientLosses calibration)
    {
        var everybody = Enumerable.Range(0, policies.Count).Where(i => policies[i].Expert > 0).Min(i => calibration.Costs[i]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"over {drawn.Draws} draws of {drawn.Calibration} of {drawn.Patients} patients {100 * drawn.Certified:0.0} % certify a policy, and in "
                + $"{100 * drawn.Violated:0.0} % its risk over all patients is above the level after all; the certified ones cost "
                + $"{(double.IsNaN(drawn.Cost) ? "-" : drawn.Cost.ToString("0.0000", CultureInfo.InvariantCulture))} a pixel, asking an expert about everything {everybody:0.0000}."
        );
    }
}

/// <summary>What the candidate policies of a network come to in every case of a part, with whose case it is.</summary>
/// <param name="evaluation">The network.</param>
/// <param name="part">The part.</param>
internal delegate IReadOnlyList<(string Patient, IReadOnlyList<(double Loss, double Cost)> Results)> CaseLosses(MemberEvaluation evaluation, SplitPart part);

/// <summary>Losses by policy and patient: each patient's is the mean over their cases.</summary>
/// <param name="Losses">A row for each policy, a loss for each patient.</param>
/// <param name="Costs">The mean cost of each policy over patients.</param>
internal sealed record PatientLosses(IReadOnlyList<double[]> Losses, IReadOnlyList<double> Costs)
{
    public static PatientLosses Of(IReadOnlyList<(string Patient, IReadOnlyList<(double Loss, double Cost)> Results)> cases)
    {
        var patients = cases.GroupBy(one => one.Patient, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        int[] policies = [.. Enumerable.Range(0, cases[0].Results.Count)];
        return new(
            [.. policies.Select(policy => patients.Select(patient => patient.Average(one => one.Results[policy].Loss)).ToArray())],
            [.. policies.Select(policy => patients.Average(patient => patient.Average(one => one.Results[policy].Cost)))]
        );
    }

    /// <summary>These patients and others.</summary>
    public PatientLosses With(PatientLosses other)
    {
        var (mine, theirs) = (Losses[0].Length, other.Losses[0].Length);
        return new(
            [.. Losses.Zip(other.Losses, (left, right) => (double[])[.. left, .. right])],
            [.. Costs.Zip(other.Costs, (left, right) => (left * mine + right * theirs) / (mine + theirs))]
        );
    }
}
