using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using Experts.Synthetic.Options;

namespace Experts.Synthetic;

/// <summary>Makes experts who are simulated from the ground truth.</summary>
public sealed class SyntheticFactory : IExpertSourceFactory
{
    internal const string Name = "synthetic";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new SyntheticExpert(context.Name, OptionReader.Read<SyntheticOptions>(context.Options));
}
