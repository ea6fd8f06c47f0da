using DeferredSeg.Abstractions.Experts;

namespace Experts.Baselines;

/// <summary>Makes experts who always say the same.</summary>
public sealed class ConstantFactory : IExpertSourceFactory
{
    internal const string Name = "constant";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new ConstantExpert(context.Name, ConstantOptions.From(context.Options));
}
