using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Training.Experts;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The experts of a configuration, asked about whole masks.</summary>
internal sealed class SimulatedPanel : IDisposable
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    private readonly List<GuardedExpertSource> _experts = [];
    private readonly long _seed;

    private SimulatedPanel(long seed) => _seed = seed;

    /// <summary>The experts' names, in the order of the configuration.</summary>
    public IReadOnlyList<string> Names => [.. _experts.Select(expert => expert.Description.Id)];

    /// <exception cref="ConfigurationException">There is no expert, or a plugin refuses its options.</exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static SimulatedPanel Create(Experiment experiment, PluginHost plugins)
    {
        var experts = experiment.Settings.Experts ?? [];
        if (experts.Count == 0) throw new ConfigurationException("$.experts is empty; simulating needs at least one expert, for example --set experts:0:source=synthetic --set experts:0:options:setting=table2/1.");
        var panel = new SimulatedPanel(experiment.Settings.Seed);
        try
        {
            foreach (var (expert, name) in experts.Zip(experiment.ExpertNames())) panel._experts.Add(plugins.CreateExpert(expert.Source, new ExpertContext(name, expert.Options ?? _none, null)));
            return panel;
        }
        catch
        {
            panel.Dispose();
            throw;
        }
    }

    /// <summary>Asks all experts about one mask.</summary>
    /// <exception cref="DataException">The numbers are refused, or an expert does not answer.</exception>
    public SimulatedCase Simulate(MaskInput mask, ClassKind classes, int epoch, CancellationToken cancellation)
    {
        var request = new ExpertRequest
        {
            Key = mask.Name,
            Case = new(mask.Name),
            Image = new(mask.Height, mask.Width, 1, new byte[mask.Height * mask.Width]),
            Classes = mask.Classes,
            ClassKind = classes,
            GroundTruth = new(mask.Height, mask.Width, mask.Classes, mask.Mask),
            Seed = _seed,
            Epoch = epoch,
        };
        return new(mask, Names, [.. _experts.Select(expert => Ask(expert, request, mask, cancellation))]);
    }

    public void Dispose()
    {
        foreach (var expert in _experts) expert.Dispose();
    }

    private static ExpertSimulation Ask(GuardedExpertSource expert, ExpertRequest request, MaskInput mask, CancellationToken cancellation)
    {
        try
        {
            if (expert is GuardedSimulatedExpert simulated) return simulated.Simulate(request, mask.Uniforms is { } numbers ? new ReadOnlyMemory<double>(numbers) : null, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{mask.File}: {expert.Description.Id}: {e.Message}", e);
        }
        var reply = new ExpertPanel([expert]).Ask(0, request, cancellation);
        return reply.Answer is { } answer ? new(answer.Mask, []) : throw new DataException($"{mask.File}: {expert.Description.Id} did not answer ({reply.Status.ToString().ToLowerInvariant()}). {reply.Reason}");
    }
}
