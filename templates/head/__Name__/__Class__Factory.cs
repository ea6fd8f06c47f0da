using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>Makes the heads.</summary>
public sealed class __Class__Factory : IHeadFactory
{
    internal const string Name = "__Class__";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IDeferralHead Create(HeadContext context)
    {
        var channels =
            context.FeatureChannels
            ?? throw new ArgumentException("The head reads decoder features, and this backbone shows none: choose one that does.");
        var head = new __Class__Head(OptionReader.Read<__Class__Options>(context.Options), channels, context.Experts);
        head.Module.to(context.Device);
        return head;
    }
}
