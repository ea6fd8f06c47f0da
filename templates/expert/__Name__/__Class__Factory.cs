using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>Makes the experts.</summary>
public sealed class __Class__Factory : IExpertSourceFactory
{
    /// <inheritdoc/>
    public string Id => "__Class__";

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new __Class__Expert(context.Name, OptionReader.Read<__Class__Options>(context.Options));
}
