using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Heads.RoutingChannels;

/// <summary>Brings the deferral head <c>RoutingChannels</c>.</summary>
public sealed class RoutingChannelsPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddHead<RoutingChannelsFactory>();
}

/// <summary>Makes heads with routing channels, for backbones of two spatial axes or three.</summary>
public sealed class RoutingChannelsFactory : IHeadFactory
{
    internal const string Name = "RoutingChannels";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is unknown or out of range, or there is no expert, feature channel or class.</exception>
    public IDeferralHead Create(HeadContext context)
    {
        var options = OptionReader.Read<RoutingChannelsOptions>(context.Options);
        AtLeastOne(context.Experts, "experts");
        if (context.FeatureChannels is not { } features)
            throw new ArgumentException(
                $"{RoutingChannelsFactory.Name} reads the decoder's features, and this backbone shows none. Choose a head "
                    + "that needs none, or a backbone with features."
            );
        AtLeastOne(features, "feature channels");
        AtLeastOne(context.Classes, "classes");
        var head = new RoutingChannelsHead(options, context.Experts, features, context.Classes, context.NativeRouting, context.SpatialAxes);
        head.Module.to(context.Device);
        return head;
    }

    private static void AtLeastOne(int count, string what)
    {
        if (count < 1)
            throw new ArgumentException($"{Name} was asked to serve {count} {what}; expected at least 1.");
    }
}
