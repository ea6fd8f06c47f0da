using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace Experts.Baselines;

/// <summary>Makes experts who always say the same.</summary>
public sealed class ConstantFactory : IExpertSourceFactory
{
    internal const string Name = "constant";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new ConstantExpert(context.Name, OptionReader.Read<ConstantOptions>(context.Options));
}
