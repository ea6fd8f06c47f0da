using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>What routes pixels.</summary>
/// <param name="Id">A deferral head's name; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The head's own options.</param>
/// <param name="Weights">A .safetensors or PyTorch .pth file, relative to the working folder; without it the weights are fresh.</param>
public sealed record HeadSettings(string Id = "RoutingChannels", IConfiguration? Options = null, string? Weights = null);
