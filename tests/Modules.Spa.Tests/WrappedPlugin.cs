using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;
using Microsoft.Extensions.Configuration;
using Shared.Prompted;

namespace Modules.Spa.Tests;

/// <summary>A wrapped network as a backbone, whose network is freed with it.</summary>
internal class OwnedNetwork(ITrainableBackbone network, SpaOptions options) : SpaBackbone(network, options, CPU), IImagePreprocessing
{
    public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)network).Preprocess(image, height, width);

    public override void Dispose()
    {
        base.Dispose();
        network.Dispose();
    }
}

/// <summary>Brings wrapped networks as backbones, so that all that is demanded of backbones is examined.</summary>
public sealed class WrappedPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<WrappedFactory>();
}

/// <summary>What is wrapped, and how.</summary>
/// <param name="Around">The network.</param>
/// <param name="Spa">SPA's options.</param>
public sealed record WrappedOptions(Network Around = Network.Sam2, IConfiguration? Spa = null);

/// <summary>Makes wrapped networks.</summary>
public sealed class WrappedFactory : IBackboneFactory
{
    /// <inheritdoc/>
    public string Id => SpaFactory.Name;

    /// <summary>Few draws and narrow layers.</summary>
    public static SpaOptions Small { get; } = new(Components: 4, Draws: 5, TrainingDraws: 3, TrainingIterations: 2, TrainingCandidates: 2, Hidden: 8);

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<WrappedOptions>(context.Options);
        var read = options.Spa is { } section ? OptionReader.Read<SpaOptions>(section) : new();
        var small = Small with { Preset = read.Preset, Trains = read.Trains, Start = read.Start, Choice = read.Choice };
        return new OwnedNetwork(SmallNetworks.Of(options.Around), small);
    }
}
