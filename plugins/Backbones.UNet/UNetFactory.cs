using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.UNet;

/// <summary>Makes U-Nets.</summary>
public sealed class UNetFactory : IBackboneFactory
{
    internal const string Name = "UNet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ITrainableBackbone Create(IConfiguration options) => new UNetBackbone(OptionReader.Read<UNetOptions>(options));
}
