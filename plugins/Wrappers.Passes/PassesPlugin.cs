using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Wrappers.Passes;

/// <summary>Brings the wrappers <c>TestTime</c> and <c>Ensemble</c>.</summary>
public sealed class PassesPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration)
    {
        registration.AddBackboneWrapper<TestTimeFactory>();
        registration.AddBackboneWrapper<EnsembleFactory>();
    }
}

/// <summary>One network, which sees each image in several orientations.</summary>
public sealed class TestTimeFactory : IBackboneWrapperFactory
{
    internal const string Name = "TestTime";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context)
    {
        var options = OptionReader.Read<TestTimeOptions>(context.Options);
        var network = inner[0];
        var description = network.Describe();
        if (description.Input.SpatialAxes != 2)
            throw new ArgumentException($"it turns images of two axes, and the network {description.Id} has {description.Input.SpatialAxes}.");
        if (options.Symmetries == Symmetries.Dihedral && description.Input.FixedSizes is [var height, var width] && height != width)
            throw new ArgumentException(
                $"symmetries is dihedral, whose quarter turns make {width} by {height} of {height} by {width} pixels, and the network {description.Id} takes "
                    + "the latter alone; expected flips."
            );
        return PassesBackbone.Of(Name, [.. Orientation.All(options.Symmetries).Select(turn => new Pass(network, turn))], options.Answer);
    }
}

/// <summary>Several networks, which see the same image.</summary>
public sealed class EnsembleFactory : IBackboneWrapperFactory
{
    internal const string Name = "Ensemble";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public bool TakesMembers => true;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context)
    {
        OptionReader.Read<EnsembleOptions>(context.Options);
        return PassesBackbone.Of(Name, [.. inner.Select(network => new Pass(network, Orientation.None))]);
    }
}
