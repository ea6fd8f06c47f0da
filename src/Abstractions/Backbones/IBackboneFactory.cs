namespace DeferredSeg.Abstractions.Backbones;

/// <summary>Makes a plugin's backbone. Registered by <see cref="Plugins.IPluginRegistration.AddBackbone"/>.</summary>
public interface IBackboneFactory
{
    /// <summary>The name by which a configuration asks for the backbone, for example <c>UNet</c>; as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>Whether the network is what a model file holds, <see cref="BackboneContext.Model"/>, without which it cannot be made.</summary>
    bool RunsModelFiles => false;

    /// <summary>Makes the network with freshly initialised weights, which come from torch's own generator: the host seeds it before.</summary>
    /// <param name="context">The options and the device. Empty options are the defaults.</param>
    /// <returns>A new backbone, the caller's to dispose; an <see cref="ITrainableBackbone"/> where the network can be trained.</returns>
    /// <exception cref="ArgumentException">
    /// An option is unknown or out of range; the message names it, its value and the range. <c>OptionReader</c> does so.
    /// </exception>
    ISegmentorBackbone Create(BackboneContext context);
}

/// <summary>What a backbone is made from.</summary>
/// <param name="Options">The backbone's own part of the configuration.</param>
/// <param name="Device">Where its parameters lie and where images will be passed in.</param>
public sealed record BackboneContext(IConfiguration Options, Device Device)
{
    /// <summary>The model file to run; not null where <see cref="IBackboneFactory.RunsModelFiles"/>, else null.</summary>
    public ModelSource? Model { get; init; }
}

/// <summary>
/// A network as a file, as another program exported it. The host reads the path, keeps a copy with each run, and keys its caches by the content.
/// </summary>
/// <param name="Path">
/// The file, an absolute path; what lies next to it, such as a bundle's metadata.json, may be read too. Of a folder that nnU-Net trained its plans.json.
/// </param>
/// <param name="Sha256">SHA-256 of the file's bytes, and of those that belong to it; 64 hexadecimal digits.</param>
public sealed record ModelSource(string Path, string Sha256)
{
    /// <summary>Reads files of weights that lie with the model; null where the host reads none.</summary>
    public IWeightReader? Weights { get; init; }
}
