using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins.Isolation;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>The first steps: what something is made of, as messages have it.</summary>
internal static class RemoteStep
{
    public static Step Of(Plugin plugin, string name, BackboneContext context, string modelKey) =>
        new(StepKind.Backbone)
        {
            Folder = plugin.Folder,
            Id = name,
            Options = Options(context.Options),
            Device = context.Device.ToString(),
            Model = context.Model is { } model ? new(model.Path, model.Sha256) : null,
            Key = modelKey,
        };

    /// <exception cref="ConfigurationException">What is wrapped runs in this process.</exception>
    public static Step Of(Plugin plugin, string name, IReadOnlyList<GuardedBackbone> inner, BackboneContext context, string key) =>
        Of(plugin, name, context, key) with
        {
            Kind = StepKind.Wrapper,
            Inner =
            [
                .. inner.Select(one =>
                    one.Inner is RemoteBackbone remote
                        ? remote.Steps.ToArray()
                        : throw new ConfigurationException(
                            $"{key} names {name} of the plugin {plugin.Id}, which runs in a process of its own, and {one.Description.Id} of {one.Plugin}, "
                                + "which does not. Let $.plugins.isolated name both, or neither."
                        )
                ),
            ],
        };

    public static Step Of(Plugin plugin, string name, HeadContext context) =>
        new(StepKind.Head)
        {
            Folder = plugin.Folder,
            Id = name,
            Options = Options(context.Options),
            Device = context.Device.ToString(),
            Head = new(
                context.Experts,
                context.FeatureChannels,
                context.Classes,
                context.NativeRouting,
                context.ClassKind,
                context.SpatialAxes,
                context.ImageChannels,
                context.HasPasses
            ),
        };

    public static Step Of(Plugin plugin, string name, ExpertContext context) =>
        new(StepKind.Expert)
        {
            Folder = plugin.Folder,
            Id = name,
            Name = context.Name,
            Options = Options(context.Options),
            Raters = context.RaterMasks?.Raters.ToArray(),
            Asks = context.Questions is not null,
        };

    private static Dictionary<string, string?> Options(IConfiguration options) =>
        options.AsEnumerable(makePathsRelative: true).Where(entry => entry.Key.Length > 0).ToDictionary(entry => entry.Key, entry => entry.Value);
}
