using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Layers;

/// <summary>A configuration put together from layers, the later ones winning, that remembers where each value came from.</summary>
internal sealed class LayeredConfiguration(IConfigurationRoot root, IReadOnlyList<ConfigurationLayer> layers)
{
    /// <summary>The merged values.</summary>
    public IConfigurationRoot Root { get; } = root;

    /// <summary>The layer that a value came from.</summary>
    /// <param name="key">A configuration key such as <c>backbone:options:width</c>.</param>
    /// <returns>For example <c>configs/demo.json</c> or <c>--set</c>; null where no layer has it.</returns>
    public string? Origin(string key) => layers.Reverse().FirstOrDefault(layer => layer.Provider.TryGet(key, out _))?.Name;

    /// <summary>The layer that a whole part came from: the last that has anything in it.</summary>
    /// <param name="key">A configuration key.</param>
    public string? OriginOfPart(string key) =>
        layers.Reverse().FirstOrDefault(layer => layer.Provider.TryGet(key, out _) || layer.Provider.GetChildKeys([], key).Any())?.Name;
}
