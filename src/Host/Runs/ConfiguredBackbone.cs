using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Runs;

/// <summary>The network that an experiment's configuration names, made: with its weights, and with what is put around it.</summary>
internal static class ConfiguredBackbone
{
    private static readonly IConfiguration _none = new ConfigurationBuilder().Build();

    /// <summary>Makes it, in evaluation mode. What was made before something failed is freed.</summary>
    /// <param name="experiment">The configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="routingExperts">The experts that a network which routes natively gets channels for; 0 where nothing is routed.</param>
    /// <exception cref="ConfigurationException">A plugin refuses its options, or networks do not fit together.</exception>
    /// <exception cref="PluginException">A plugin cannot be used.</exception>
    public static GuardedBackbone Create(Experiment experiment, PluginHost plugins, torch.Device device, int routingExperts)
    {
        var settings = experiment.Settings.Backbone ?? new();
        IReadOnlyList<WrapperSettings> wrappers = settings.Wrappers ?? [];
        var members = WrapperMember.Of(experiment, plugins);
        var backbone = Make(settings, "$.backbone.model", "$.backbone.weights", plugins, device, wrappers.Count == 0 ? routingExperts : 0);
        var inner = new List<GuardedBackbone> { backbone };
        try
        {
            for (var i = 0; i < wrappers.Count; i++)
            {
                foreach (var member in members[i])
                {
                    inner.Add(Make(member.Backbone, member.Path, member.Path, plugins, device, member.RoutingExperts));
                    RequireSame(inner[0].Description, inner[^1].Description, $"{member.Path} names {member.Named},");
                }
                var key = System.FormattableString.Invariant($"$.backbone.wrappers[{i}]");
                var wrapped = plugins.CreateWrapper(wrappers[i].Id, [.. inner], new(wrappers[i].Options ?? _none, device), key);
                inner.Clear();
                inner.Add(wrapped);
                if (settings.Weights is { Length: > 0 } weights)
                    BackboneWeights.LoadAround(wrapped, [NamedFile.Of(weights, "$.backbone.weights")], settings.WeightsRoot);
                (wrapped as ITrainableBackbone)?.Module.eval();
            }
            return inner[0];
        }
        catch
        {
            foreach (var one in inner)
                one.Dispose();
            throw;
        }
    }

    private static GuardedBackbone Make(
        BackboneSettings settings,
        string modelKey,
        string weightsKey,
        PluginHost plugins,
        torch.Device device,
        int routingExperts
    )
    {
        var model = ModelFile.Open(settings.Model, modelKey);
        var backbone = plugins.CreateBackbone(settings.Id, new(settings.Options ?? _none, device) { Model = model }, modelKey);
        try
        {
            if (routingExperts > 0 && backbone.Description.RoutesNatively)
                backbone.AddRoutingChannels(routingExperts);
            if (settings.Weights is { Length: > 0 } weights)
                BackboneWeights.Load(backbone, [NamedFile.Of(weights, weightsKey)], settings.WeightsRoot);
            backbone.HasTrainedWeights = settings.Weights is { Length: > 0 } || (model is not null && !backbone.Description.IsFresh);
            (backbone as ITrainableBackbone)?.Module.eval();
            return backbone;
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a network that does not see the same images as another or does not answer for the same classes.</summary>
    /// <param name="first">What the one says of itself.</param>
    /// <param name="other">What the other says of itself.</param>
    /// <param name="named">Who names the other, the beginning of the message.</param>
    /// <exception cref="ConfigurationException">They differ.</exception>
    public static void RequireSame(BackboneDescription first, BackboneDescription other, string named)
    {
        if (Shape(first) is var expected && Shape(other) is var found && found != expected)
            throw new ConfigurationException(
                $"{named} a network ({other.Id}) with {found}; the backbone {first.Id} has {expected}. Networks that answer "
                    + "together take the same channels and axes and give the same classes: name another, or let the options of both agree."
            );
    }

    private static string Shape(BackboneDescription network) =>
        System.FormattableString.Invariant(
            $"{network.Input.Channels} channels, {network.Input.SpatialAxes} axes and {network.Classes} {Kind(network.ClassKind)} classes"
        );

    private static string Kind(ClassKind kind) => kind == ClassKind.Exclusive ? "exclusive" : "independent";
}

/// <summary>Files of weights that keys of the configuration name.</summary>
internal static class NamedFile
{
    /// <summary>The file.</summary>
    /// <param name="path">As it was named.</param>
    /// <param name="key">Who names it, for the message.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string Of(string path, string key)
    {
        var file = DataRoot.Resolve(path);
        return Path.Exists(file)
            ? file
            : throw new FileNotFoundException(
                $"{key} names {file}, and that file is not there; check the path. Training begins with fresh weights where the key is left out.",
                file
            );
    }
}
