using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>The segmentation network.</summary>
/// <param name="Id">A backbone's name, for example UNet; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The backbone's own options.</param>
/// <param name="Weights">A .safetensors or PyTorch .pth file, relative to the working folder; without it, or with an empty text, the weights are fresh. {data} in it is where datasets lie, {member} the name of the network in its run, such as seed-0.</param>
public sealed record BackboneSettings(string Id = "UNet", IConfiguration? Options = null, string? Weights = null);
