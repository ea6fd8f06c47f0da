namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// A backbone that prepares whole cases itself, as its publication does: cropping, intensities, another grid of voxels; and brings what networks say of them
/// back. The host then neither resizes nor scales anything.
/// </summary>
/// <remarks>
/// <para>The same case gives the same bits, whatever was prepared before, and whatever the network's weights, mode and device are.</para>
/// <para>Memory and threads: as for the backbone's other calls. What is passed in stays the caller's; results are tensors of their own.</para>
/// </remarks>
public interface ICasePreparation
{
    /// <summary>Prepares a case.</summary>
    /// <param name="image">The case as its file has it.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>The network's input and the way back; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The case cannot be prepared, for example has other channels than the network takes.</exception>
    PreparedVolume Prepare(CaseVolume image, CancellationToken cancellation = default);

    /// <summary>Brings maps of a prepared case onto the case's own voxels: the model's, the routing's and estimates alike.</summary>
    /// <param name="maps">Floating point <c>[M, …]</c> on the CPU, the rest <see cref="PreparedVolume.Sizes"/>.</param>
    /// <param name="token">What <see cref="Prepare"/> returned with the case.</param>
    /// <param name="outside">For each map what stands where the network saw nothing, as outside of a crop; M numbers.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns><c>[M, D, H, W]</c> of the case's own sizes, of the type of <paramref name="maps"/>.</returns>
    /// <exception cref="ArgumentException">The maps are not of that case.</exception>
    Tensor Restore(Tensor maps, object token, IReadOnlyList<float> outside, CancellationToken cancellation = default);
}

/// <summary>A case as its file has it.</summary>
/// <param name="Values">float32 <c>[C, D, H, W]</c> on the CPU, all finite; a picture has D = 1.</param>
/// <param name="Spacing">Millimetres between neighbours along D, H and W; a picture's first is 999, so that it never counts as a neighbour's.</param>
public sealed record CaseVolume(Tensor Values, IReadOnlyList<double> Spacing)
{
    /// <summary>The distance of slices that have no neighbours.</summary>
    public const double NoNeighbour = 999;

    /// <summary>
    /// From indices along W, H and D (i, j, k, 1) to millimetres towards the right, the front and the head: 4 by 4, row by row; null where it is not known.
    /// </summary>
    public IReadOnlyList<double>? Affine { get; init; }
}

/// <summary>A case in the network's input space. It owns its tensor.</summary>
/// <param name="Image">
/// float32 <c>[C, D', H', W']</c> on the CPU, C the channels of the input rule. A network of two spatial axes is given its slices across D' one by one.
/// </param>
/// <param name="Token">What the way back needs, plain data; the host hands it back as it is, and keeps it no longer than the backbone.</param>
public sealed record PreparedVolume(Tensor Image, object Token) : IDisposable
{
    /// <summary>D', H' and W'.</summary>
    public IReadOnlyList<long> Sizes => [.. Image.shape.Skip(1)];

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
