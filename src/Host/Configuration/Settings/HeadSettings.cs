using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>What routes pixels.</summary>
/// <param name="Id">A deferral head's name; plugin/name where several plugins have one of that name.</param>
/// <param name="Options">The head's own options.</param>
/// <param name="Weights">A .safetensors or PyTorch .pth file, relative to the working folder; without it, or with an empty text, the weights are fresh. {data} in it is where datasets lie, {member} the name of the network in its run, such as seed-0.</param>
public sealed record HeadSettings(string Id = "RoutingChannels", IConfiguration? Options = null, string? Weights = null);
