using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Runs;

/// <summary>Model files that configurations and command lines name, for backbones that run one.</summary>
internal static class ModelFile
{
    private const string Metadata = "metadata.json";

    // Where a MONAI bundle keeps its exported network.
    private static readonly string[] _ofBundle = ["models/model.ts", "models/model.onnx", "models/model.pt"];

    /// <summary>The model for a backbone; null where none is named.</summary>
    /// <param name="path">As it was named: a file, or the folder of a MONAI bundle.</param>
    /// <param name="key">Who names it, for messages.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="ConfigurationException">A folder is no bundle with an exported network.</exception>
    public static ModelSource? Open(string? path, string key)
    {
        if (path is not { Length: > 0 })
            return null;
        var file = Locate(path, key);
        return new(Path.GetFullPath(file), FileHash.Of([file]));
    }

    /// <summary>The file itself.</summary>
    /// <inheritdoc cref="Open"/>
    public static string Locate(string path, string key)
    {
        var place = DataRoot.Resolve(path);
        if (File.Exists(place))
            return place;
        if (!Directory.Exists(place))
            throw new FileNotFoundException($"{key} names {place}, and that is not there; check the path.", place);
        return _ofBundle.Select(file => Path.Combine(place, file)).FirstOrDefault(File.Exists)
            ?? throw new ConfigurationException(
                $"{key} names the folder {place}; expected a model file, or the folder of a MONAI bundle with one of {string.Join(", ", _ofBundle)}. "
                    + "Export the network (python -m monai.bundle ckpt_export), or name the file."
            );
    }

    /// <summary>What lies next to a model and says more of it: metadata.json, in the folder configs of a bundle or beside the file; null for none.</summary>
    public static string? MetadataOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return ((string[])[Path.Combine(folder, Metadata), Path.Combine(folder, "..", "configs", Metadata)]).FirstOrDefault(File.Exists);
    }

    /// <summary>The backbone that runs a file, by its extension; null where that tells nothing.</summary>
    public static string? BackboneOf(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".onnx" => "Onnx",
            ".pt" or ".ts" or ".pth" or ".torchscript" or ".jit" => "TorchScript",
            _ => null,
        };
}
