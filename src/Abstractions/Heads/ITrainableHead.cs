namespace DeferredSeg.Abstractions.Heads;

/// <summary>A deferral head whose parameters the host may train, in this process.</summary>
public interface ITrainableHead : IDeferralHead
{
    /// <summary>The head's parameters, buffers, training mode and device. It is the head's own and is disposed with it.</summary>
    Module Module { get; }
}
