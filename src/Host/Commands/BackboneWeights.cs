using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Commands;

/// <summary>Weight files into a backbone.</summary>
internal static class BackboneWeights
{
    /// <summary>Fills a backbone, and tells on the error stream what was passed over or stood before the names.</summary>
    /// <param name="backbone">Where to.</param>
    /// <param name="paths">One file, or several with no name in common.</param>
    /// <param name="root">The part of the files that is taken; null for the one that fits.</param>
    /// <exception cref="DataException">
    /// The backbone refuses the weights, or takes none; the message says what differs, and which network the weights seem to be of.
    /// </exception>
    /// <exception cref="WeightFileException">A file is damaged, has no such part, or has several that fit.</exception>
    public static void Load(GuardedBackbone backbone, IReadOnlyList<string> paths, string? root)
    {
        if (backbone.TakesWeightsElsewhere)
        {
            backbone.LoadElsewhere(paths, root, around: false);
            return;
        }
        if (backbone is not ITrainableBackbone && backbone.WeightImport is null)
            throw new DataException($"The backbone {backbone.Description.Id} takes no weights; leave --weights out.");
        List<ITensorFile> files = [];
        try
        {
            foreach (var path in paths)
                files.Add(WeightFile.Open(path));
            List<ITensorFile> parts = [.. files.Select(file => Part(backbone, file, root, files.Count == 1))];
            Fill(backbone, parts.Count == 1 ? parts[0] : new JoinedWeights(parts));
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    /// <summary>
    /// Fills what is put around a network, and that network with it, from the file that the network's own weights were taken from, where it was written by
    /// training the two together; does nothing where the file knows the network alone.
    /// </summary>
    /// <param name="wrapper">What is put around.</param>
    /// <param name="paths">One file; of several each holds a share of the network alone.</param>
    /// <param name="root">The part of the file that is taken; null for the one that fits.</param>
    /// <exception cref="DataException">The file knows the wrapper and does not fit it.</exception>
    /// <exception cref="WeightFileException">The file is damaged, or has several parts that fit.</exception>
    public static void LoadAround(GuardedBackbone wrapper, IReadOnlyList<string> paths, string? root)
    {
        if (wrapper.TakesWeightsElsewhere)
            wrapper.LoadElsewhere(paths, root, around: true);
        if (wrapper is not ITrainableBackbone trainable || paths is not [var path])
            return;
        using (var file = WeightFile.Open(path))
        {
            // Its own names have the wrapped network's beneath a key of theirs, so that a file of the network alone has none of them.
            if (new WeightParts(ModuleWeights.Expected(trainable.Module), file, root).ByNames.Count == 0)
                return;
        }
        Load(wrapper, paths, root);
        Console.Error.WriteLine($"{path}: read as {wrapper.Description.Id} with what it is put around.");
    }

    /// <summary>The part of a file that is this backbone's; where none is, what comes nearest.</summary>
    private static ITensorFile Part(GuardedBackbone backbone, ITensorFile file, string? root, bool isAlone)
    {
        if (backbone is not ITrainableBackbone trainable)
            return file;
        var parts = new WeightParts(ModuleWeights.Expected(trainable.Module), file, root);
        // A file among several has a share of the names; and weights that a backbone translates may have other shapes.
        var candidates = isAlone && backbone.WeightImport is null ? parts.Fitting : MostNames(parts.ByNames);
        if (candidates.Count == 0)
            return parts.ByNames.Count > 0 ? parts.ByNames[0] : file;
        var part = parts.Only(candidates);
        if (parts.Told(part) is { } told)
            Console.Error.WriteLine(told);
        return part;
    }

    private static IReadOnlyList<TensorPart> MostNames(IReadOnlyList<TensorPart> parts) =>
        parts.Count == 0 ? [] : [.. parts.Where(part => part.Tensors.Count == parts[0].Tensors.Count && SameNames(part, parts[0]))];

    private static bool SameNames(TensorPart one, TensorPart other) => one.Tensors.All(tensor => other.TryGet(tensor.Name, out _));

    private static void Fill(GuardedBackbone backbone, ITensorFile file)
    {
        try
        {
            if (backbone.WeightImport is { } import)
                Import(import, file);
            else
                ModuleWeights.Load(((ITrainableBackbone)backbone).Module, file);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{file.Path}: {e.Message}{Advice(backbone, file)}", e);
        }
        catch (WeightFileException e) when (backbone is ITrainableBackbone trainable && !ModuleWeights.Compare(trainable.Module, file).NamesAndShapesMatch)
        {
            throw new DataException($"{e.Message}{Advice(backbone, file)}", e);
        }
    }

    private static string Advice(GuardedBackbone backbone, ITensorFile file)
    {
        if (file.Tensors.Count == 0)
            return "\nThe file holds no tensors; expected what torch.save writes of model.state_dict(), or a .safetensors file.";
        var known = KnownNetwork.Guess(file);
        var isOwn = known is not null && string.Equals(known.Backbone, backbone.Description.Id, StringComparison.OrdinalIgnoreCase);
        if (backbone is ITrainableBackbone trainable && (known is null || isOwn))
        {
            var seen = known is null ? "" : $"By their names these are the weights of {known.Title}. ";
            var report = ModuleWeights.Compare(trainable.Module, file);
            var common = file.Tensors.Count - report.Unexpected.Count;
            if (common == 0)
                return $"\n{seen}The names are those of no network that this program knows.";
            var missing = report.Missing.Count(tensor => !WeightParts.IsBatchCounter(tensor.Name));
            return "\n"
                + seen
                + (missing, report.Unexpected.Count, report.WrongShape.Count) switch
                {
                    (0, 0, _) or (_, _, > 0) when isOwn => "That is this backbone; give it the options of the weights.",
                    (0, 0, _) => "All names are this backbone's; give it the options of the weights, by which the shapes differ.",
                    (0, var more, 0) => $"All that this backbone has is there; the {more} others are a larger network's: remove them from the file, or choose "
                        + "another network or options.",
                    (var less, 0, 0) => $"They are a part of this backbone: {less} of its tensors are not there. Give the whole network's file, or the rest as "
                        + "another file.",
                    _ => $"{common} of {file.Tensors.Count} names are this backbone's; give it the options of the weights.",
                };
        }
        if (known is null)
            return "\nThe names are those of no network that this program knows.";
        var mend =
            known.Backbone is null ? "No backbone of this program takes it."
            : isOwn ? "That is this backbone; give it the options of the weights."
            : $"The backbone {known.Backbone} takes it.";
        return $"\nBy their names these are the weights of {known.Title}. {mend}";
    }

    private static void Import(IWeightImport import, ITensorFile file)
    {
        var weights = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => ModuleWeights.Read(file, tensor));
        try
        {
            import.ImportWeights(weights);
        }
        finally
        {
            foreach (var tensor in weights.Values)
                tensor.Dispose();
        }
    }
}
