namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A backbone whose parameters the host may train, in this process.</summary>
public interface ITrainableBackbone : ISegmentorBackbone
{
    /// <summary>
    /// The network itself: its parameters, buffers, training mode and device. It is the backbone's own and is disposed with it.
    /// Its state dictionary uses the names of the network's published checkpoints.
    /// </summary>
    Module Module { get; }
}
