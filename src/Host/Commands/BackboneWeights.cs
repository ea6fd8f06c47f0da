using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Commands;

/// <summary>A weight file into a backbone.</summary>
internal static class BackboneWeights
{
    /// <exception cref="DataException">
    /// The backbone refuses the weights, or takes none; the message says what differs, and which network the weights seem to be of.
    /// </exception>
    public static void Load(GuardedBackbone backbone, ITensorFile file)
    {
        try
        {
            if (backbone.WeightImport is { } import)
                Import(import, file);
            else if (backbone is ITrainableBackbone trainable)
                ModuleWeights.Load(trainable.Module, file);
            else
                throw new DataException($"The backbone {backbone.Description.Id} takes no weights; leave --weights out.");
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{file.Path}: {e.Message}{Guess(backbone, file)}", e);
        }
        catch (WeightFileException e) when (backbone is ITrainableBackbone trainable && !ModuleWeights.Compare(trainable.Module, file).NamesAndShapesMatch)
        {
            throw new DataException($"{e.Message}{Guess(backbone, file)}", e);
        }
    }

    private static string Guess(GuardedBackbone backbone, ITensorFile file)
    {
        if (KnownNetwork.Guess(file) is not { } network)
            return "\nThe names are those of no network that this program knows.";
        var mend =
            network.Backbone is null ? "No backbone of this program takes it."
            : string.Equals(network.Backbone, backbone.Description.Id, StringComparison.OrdinalIgnoreCase)
                ? "That is this backbone; give it the options of the weights."
            : $"The backbone {network.Backbone} takes it.";
        return $"\nBy their names these are the weights of {network.Title}. {mend}";
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
