using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace Experts.Baselines;

/// <summary>Makes experts who are always right.</summary>
public sealed class OracleFactory : IExpertSourceFactory
{
    internal const string Name = "oracle";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new OracleExpert(context.Name, OptionReader.Read<OracleOptions>(context.Options));
}
