using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;

namespace DeferredSeg.Engine.Training;

/// <summary>Weights and the optimizer's moments to checkpoints and back; weights of the best epoch to files of their own.</summary>
internal sealed class SavedTraining(TrainingSetup setup, TrainedParts parts, TrainedOptimizer optimizer)
{
    /// <summary>All tensors of a checkpoint; new ones belong to the caller's scope.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Tensors() =>
        [.. parts.Changing.Select(entry => ("weights." + entry.Name, entry.Value)), .. optimizer.Moments()];

    /// <summary>Takes a checkpoint's tensors over; the fingerprint has made sure that they fit.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, value) in parts.Changing)
            value.copy_(tensors["weights." + name]);
        optimizer.Restore(tensors);
    }

    /// <summary>Writes the weights that a configuration can load: <c>backbone.safetensors</c> where it is trained, <c>head.safetensors</c>.</summary>
    /// <exception cref="CheckpointException">They cannot be written.</exception>
    public void WriteWeights(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (parts.TrainsBackbone)
                ModuleWeights.Save(((ITrainableBackbone)setup.Backbone).Module, Path.Combine(folder, "backbone.safetensors"));
            if (setup.Options.Deferral && setup.Head is ITrainableHead head)
                ModuleWeights.Save(head.Module, Path.Combine(folder, "head.safetensors"));
            FolderFlush.Flush(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                $"The weights of the best epoch cannot be written to {folder}: {e.Message} Free space or choose another folder, then resume.",
                e
            );
        }
    }
}
