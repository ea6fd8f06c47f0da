namespace DeferredSeg.Training.Objective;

/// <summary>The objective of a micro-batch, in the scope of who asked for it.</summary>
/// <param name="Total">A scalar with its graph: all but the load-balancing penalty.</param>
/// <param name="Rho">Eq. 8 <c>[J]</c> with its graph; null where nothing is routed.</param>
internal sealed record BatchObjective(Tensor Total, Tensor? Rho)
{
    /// <summary>The numbers; their total and penalty are those of <see cref="Total"/> alone.</summary>
    public required LossParts Parts { get; init; }
}
