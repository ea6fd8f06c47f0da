using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Heads.Estimates;

/// <summary>Brings the deferral head <c>Estimates</c>.</summary>
public sealed class EstimatesPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddHead<EstimatesFactory>();
}

/// <summary>Makes heads of estimates, for backbones of two spatial axes, black boxes among them.</summary>
public sealed class EstimatesFactory : IHeadFactory
{
    internal const string Name = "Estimates";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// An option is unknown, out of range or asks for what the network does not give; or there is no expert or class.
    /// </exception>
    public IDeferralHead Create(HeadContext context)
    {
        var options = OptionReader.Read<EstimatesOptions>(context.Options);
        if (context.Experts < 1 || context.Classes < 1)
            throw new ArgumentException($"{Name} was asked to serve {context.Experts} experts and {context.Classes} classes; expected at least 1 of each.");
        if (context is { ClassKind: ClassKind.Exclusive, Classes: < 2 })
            throw new ArgumentException($"{Name} was asked to serve {context.Classes} class of those that exclude each other; expected at least 2.");
        if (options.RoutesPerClass && context.ClassKind == ClassKind.Exclusive)
            throw new ArgumentException("routesPerClass is true, and the classes exclude each other: one answer is about all of them. Leave it out.");
        if (options.Passes == true && !context.HasPasses)
            throw new ArgumentException(
                "passes is true, and the backbone makes one pass; expected "
                    + "\"backbone\": { \"wrappers\": [{ \"id\": \"TestTime\", \"options\": { \"symmetries\": \"dihedral\", \"answer\": \"first\" } }] }."
            );
        if (options.Image == true && context.ImageChannels is null)
            throw new ArgumentException("image is true, and how many channels images have is not known; expected image false.");
        var head = new EstimatesHead(
            options,
            new(context.ClassKind, context.Classes, context.Experts),
            new(
                context.Classes,
                options.Image == false ? 0 : context.ImageChannels ?? 0,
                options.Features ? context.FeatureChannels ?? 0 : 0,
                context.HasPasses && options.Passes != false,
                options.Levels
            )
        );
        head.Module.to(context.Device);
        return head;
    }
}
