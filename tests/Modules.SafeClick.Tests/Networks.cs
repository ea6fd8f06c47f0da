using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;
using Shared.Prompted;

namespace Modules.SafeClick.Tests;

/// <summary>Small networks with SafeClick around them.</summary>
internal static class Networks
{
    /// <summary>Options that the small networks' channels fit.</summary>
    public static SafeClickOptions Options { get; } = new(Heads: 2);

    public static SafeClickBackbone Around(ISegmentorBackbone network, SafeClickOptions? options = null)
    {
        var wrapped = SafeClickBackbone.Of(network, options ?? Options, CPU);
        wrapped.Module.eval();
        return wrapped;
    }

    /// <summary>Weights of the consensus that are no zeros.</summary>
    public static void Say(SafeClickBackbone wrapped)
    {
        using var frozen = no_grad();
        foreach (var (_, parameter) in wrapped.Module.named_parameters().Where(entry => entry.name.StartsWith("safeclick.crl.conv")))
            parameter.copy_(randn_like(parameter));
    }
}

/// <summary>A wrapped network as a backbone, whose network is freed with it.</summary>
internal sealed class OwnedNetwork(ITrainableBackbone network, SafeClickOptions options) : SafeClickBackbone(network, options, CPU), IImagePreprocessing
{
    public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)network).Preprocess(image, height, width);

    public override void Dispose()
    {
        base.Dispose();
        network.Dispose();
    }
}

/// <summary>Brings wrapped networks as backbones, so that all that is demanded of backbones is examined.</summary>
public sealed class WrappedPlugin : DeferredSeg.Abstractions.Plugins.IPlugin
{
    /// <inheritdoc/>
    public void Register(DeferredSeg.Abstractions.Plugins.IPluginRegistration registration) => registration.AddBackbone<WrappedFactory>();
}

/// <summary>What is wrapped, and how.</summary>
/// <param name="Around">The network.</param>
/// <param name="SafeClick">SafeClick's options.</param>
public sealed record WrappedOptions(Network Around = Network.Sam2, IConfiguration? SafeClick = null);

/// <summary>Makes wrapped networks.</summary>
public sealed class WrappedFactory : IBackboneFactory
{
    /// <inheritdoc/>
    public string Id => SafeClickFactory.Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<WrappedOptions>(context.Options);
        var safeClick = options.SafeClick is { } section ? OptionReader.Read<SafeClickOptions>(section) : Networks.Options;
        return new OwnedNetwork(SmallNetworks.Of(options.Around), safeClick);
    }
}
