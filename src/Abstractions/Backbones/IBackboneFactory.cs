using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Backbones;

/// <summary>Makes a plugin's backbone. A backbone plugin has exactly one public class that implements it, with a constructor without parameters.</summary>
public interface IBackboneFactory
{
    /// <summary>The name by which a configuration asks for the backbone, for example <c>UNet</c>.</summary>
    string Id { get; }

    /// <summary>Makes the network, with freshly initialised weights, on the CPU.</summary>
    /// <param name="options">The backbone's own part of the configuration.</param>
    /// <exception cref="ArgumentException">An option is unknown or out of range; the message names it, its value and the range.</exception>
    ITrainableBackbone Create(IConfiguration options);
}
