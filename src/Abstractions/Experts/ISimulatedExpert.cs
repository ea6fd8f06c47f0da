using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>Optional: an expert who is simulated from the ground truth and can show how.</summary>
/// <remarks>
/// It lets a person look at what an error model does, and compare it with a reference, without a training run. Threads and errors are those of
/// <see cref="IExpertSource"/>.
/// </remarks>
public interface ISimulatedExpert : IExpertSource
{
    /// <summary>What the expert answers to a question, and how it comes about. The question is not kept.</summary>
    /// <param name="request">A question with its ground truth. The region is not looked at: the whole image is shown.</param>
    /// <param name="uniforms">
    /// Numbers from 0 up to and without 1, <c>[K, H, W]</c>, that take the place of the expert's own random numbers where it draws one number for each
    /// pixel; null means its own, which follow from the request's seed, the expert's name, the case and the epoch.
    /// </param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">
    /// There is no ground truth, sizes do not fit, a number is out of range, or numbers were given to an expert whose errors are not independent.
    /// </exception>
    ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default);
}

/// <summary>A simulated answer and how it came about.</summary>
/// <param name="Mask">The answer over the whole image: the same that the expert gives when it is asked.</param>
/// <param name="Partition"><c>[K, H, W]</c>, row by row: 0 background, 1 boundary, 2 foreground; the regions that accuracies are stated for.</param>
public sealed record ExpertSimulation(MaskPlanes Mask, byte[] Partition)
{
    /// <summary>The probability that a pixel is right, <c>[K, H, W]</c>, each 0 to 1; null where errors are not independent from pixel to pixel.</summary>
    public double[]? Probability { get; init; }
}
