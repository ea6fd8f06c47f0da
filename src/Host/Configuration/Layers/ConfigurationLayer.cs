using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Layers;

/// <summary>One source of settings.</summary>
/// <param name="Name">What people call it: a file, <c>environment</c>, <c>--set</c>.</param>
/// <param name="Provider">Its values.</param>
internal sealed record ConfigurationLayer(string Name, IConfigurationProvider Provider);
