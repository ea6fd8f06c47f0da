using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.References;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The experts of a configuration, asked about whole masks.</summary>
internal sealed class SimulatedPanel : IDisposable
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    private readonly List<GuardedExpertSource> _experts = [];
    private readonly ReferenceBuilder _references;
    private readonly long _seed;

    private SimulatedPanel(ReferenceBuilder references, long seed) => (_references, _seed) = (references, seed);

    /// <summary>The experts' names, in the order of the configuration.</summary>
    public IReadOnlyList<string> Names => [.. _experts.Select(expert => expert.Description.Id)];

    /// <summary>How references were made and who was given the truth.</summary>
    public Ledger Ledger { get; } = new();

    /// <exception cref="ConfigurationException">
    /// There is no expert, a plugin refuses its options, or the policy of the reference cannot be followed.
    /// </exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static SimulatedPanel Create(Experiment experiment, PluginHost plugins, SimulationInput input)
    {
        var experts = experiment.Settings.Experts ?? [];
        if (experts.Count == 0)
            throw new ConfigurationException(
                "$.experts is empty; simulating needs at least one expert, for example --set experts:0:source=synthetic --set experts:0:options:setting=table2/1."
            );
        var panel = new SimulatedPanel(References(experiment, input), experiment.Settings.Seed);
        try
        {
            foreach (var (expert, name) in experts.Zip(experiment.ExpertNames()))
                panel._experts.Add(plugins.CreateExpert(expert.Source, new ExpertContext(name, expert.Options ?? _none, input.Raters)));
            return panel;
        }
        catch
        {
            panel.Dispose();
            throw;
        }
    }

    /// <summary>Makes the reference of a case and asks all experts about it.</summary>
    /// <exception cref="DataException">There is no reference, or what was given is refused.</exception>
    public SimulatedCase Simulate(MaskInput one, ClassKind classes, int epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            ExpertUse[] uses = [.. _experts.Select(expert => ExpertUse.Of(expert, one.Name, _seed))];
            var reference = _references.Build(one.Name, classes, [.. uses.Select(use => use.Origin).OfType<AnswerOrigin>()]);
            Ledger.Add(LedgerEntry.Of(reference, _seed, uses));
            if (reference.Mask is not { } truth)
                throw new DataException($"{one.File}: {reference.Note}");
            return new(one, truth, [.. _experts.Select(expert => Ask(expert, Question(one, truth, classes, epoch), one, cancellation))]);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{one.File}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (var expert in _experts)
            expert.Dispose();
    }

    private static ReferenceBuilder References(Experiment experiment, SimulationInput input)
    {
        var policy = experiment.Settings.Reference ?? new(input.Cases.All(one => one.Mask is not null) ? ReferenceRule.Given : ReferenceRule.Majority);
        try
        {
            return new(policy, input.Raters, name => input.Cases.First(one => one.Name == name).Mask);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.reference: {e.Message}", e);
        }
    }

    private ExpertRequest Question(MaskInput one, MaskPlanes truth, ClassKind classes, int epoch) =>
        new()
        {
            Key = one.Name,
            Case = new(one.Name),
            Image = new(truth.Height, truth.Width, 1, new byte[truth.Height * truth.Width]),
            Classes = truth.Classes,
            ClassKind = classes,
            GroundTruth = truth,
            Seed = _seed,
            Epoch = epoch,
        };

    private static SimulatedAnswer Ask(GuardedExpertSource expert, ExpertRequest question, MaskInput one, CancellationToken cancellation)
    {
        var name = expert.Description.Id;
        if (expert is GuardedSimulatedExpert simulated)
            return new(
                name,
                simulated.Simulate(question, one.Uniforms is { } numbers ? (ReadOnlyMemory<double>?)numbers : null, cancellation),
                "answered",
                null
            );
        var reply = new ExpertPanel([expert]).Ask(0, question, cancellation: cancellation);
        return new(name, reply.Answer is { } answer ? new(answer.Mask, []) : null, reply.Status.ToString().ToLowerInvariant(), reply.Reason);
    }
}
