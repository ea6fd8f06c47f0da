using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Configuration;

namespace DeferredSeg.Host.Runs;

/// <summary>Model files that configurations and command lines name, for backbones that run one.</summary>
internal static class ModelFile
{
    private const string Metadata = "metadata.json";

    // What nnU-Net leaves in the folder of a training.
    private const string Plans = "plans.json";
    private const string Dataset = "dataset.json";
    private const string Folds = "fold_*";
    private const string Checkpoints = "checkpoint_*.pth";

    // Where a MONAI bundle keeps its exported network.
    private static readonly string[] _ofBundle = ["models/model.ts", "models/model.onnx", "models/model.pt"];

    /// <summary>The model for a backbone; null where none is named.</summary>
    /// <param name="path">As it was named: a file, the folder of a MONAI bundle, or one that nnU-Net trained.</param>
    /// <param name="key">Who names it, for messages.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="ConfigurationException">A folder is no bundle with an exported network.</exception>
    public static ModelSource? Open(string? path, string key)
    {
        if (path is not { Length: > 0 })
            return null;
        var file = Locate(path, key);
        return new(Path.GetFullPath(file), FileHash.Of(FilesOf(file))) { Weights = new WeightReader() };
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
        if (File.Exists(Path.Combine(place, Plans)) || Directory.EnumerateDirectories(place, Folds).Any())
            return Path.Combine(place, Plans);
        return _ofBundle.Select(file => Path.Combine(place, file)).FirstOrDefault(File.Exists)
            ?? throw new ConfigurationException(
                $"{key} names the folder {place}; expected a model file, or the folder of a MONAI bundle with one of {string.Join(", ", _ofBundle)}, or "
                    + $"one that nnU-Net trained, with {Plans} and fold_0. Export the network (python -m monai.bundle ckpt_export), or name the file."
            );
    }

    /// <summary>All files of a model, those that are there; itself the first.</summary>
    /// <param name="file">As <see cref="Locate"/> found it.</param>
    public static IReadOnlyList<string> FilesOf(string file)
    {
        if (!IsPlans(file))
            return [file];
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return
        [
            .. ((string[])[file, Path.Combine(folder, Dataset)]).Where(File.Exists),
            .. Directory.EnumerateDirectories(folder, Folds).SelectMany(fold => Directory.EnumerateFiles(fold, Checkpoints)).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a model is a folder that nnU-Net trained, named by its plans.</summary>
    public static bool IsPlans(string file) => string.Equals(Path.GetFileName(file), Plans, StringComparison.OrdinalIgnoreCase);

    /// <summary>What lies next to a model and says more of it: metadata.json, in the folder configs of a bundle or beside the file; null for none.</summary>
    public static string? MetadataOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return ((string[])[Path.Combine(folder, Metadata), Path.Combine(folder, "..", "configs", Metadata)]).FirstOrDefault(File.Exists);
    }

    /// <summary>The backbone that runs a file, by its extension; null where that tells nothing.</summary>
    public static string? BackboneOf(string file) =>
        IsPlans(file)
            ? "NnUnet"
            : Path.GetExtension(file).ToLowerInvariant() switch
            {
                ".onnx" => "Onnx",
                ".pt" or ".ts" or ".pth" or ".torchscript" or ".jit" => "TorchScript",
                _ => null,
            };
}
