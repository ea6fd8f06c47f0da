using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Training.Weights;

namespace DeferredSeg.Host.Commands;

/// <summary>A weight file into a backbone.</summary>
internal static class BackboneWeights
{
    /// <exception cref="DataException">The backbone refuses the weights, or takes none.</exception>
    public static void Load(GuardedBackbone backbone, ITensorFile file)
    {
        if (backbone.WeightImport is { } import) Import(import, file);
        else if (backbone is ITrainableBackbone trainable) ModuleWeights.Load(trainable.Module, file);
        else throw new DataException($"The backbone {backbone.Description.Id} takes no weights; leave --weights out.");
    }

    private static void Import(IWeightImport import, ITensorFile file)
    {
        var weights = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => ModuleWeights.Read(file, tensor));
        try
        {
            import.ImportWeights(weights);
        }
        catch (ArgumentException e)
        {
            throw new DataException(e.Message, e);
        }
        finally
        {
            foreach (var tensor in weights.Values) tensor.Dispose();
        }
    }
}
