using System.Runtime.InteropServices;
using Backbones.NnUnet.Plans;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.NnUnet.Preparation;

/// <summary>Where a prepared case lies in its own voxels. Plain data.</summary>
/// <param name="Native">Sizes of the transposed case.</param>
/// <param name="Box">What was cut out of it.</param>
/// <param name="Spacing">Millimetres between its voxels.</param>
/// <param name="Prepared">Sizes after resampling.</param>
/// <param name="PreparedSpacing">Millimetres between those.</param>
internal sealed record CasePlace(
    IReadOnlyList<int> Native,
    VoxelBox Box,
    IReadOnlyList<double> Spacing,
    IReadOnlyList<int> Prepared,
    IReadOnlyList<double> PreparedSpacing
);

/// <summary>
/// nnU-Net's preparation: axes are put in order, the case is cropped to what is not 0, intensities are scaled, and then it is resampled to the plan's spacing.
/// </summary>
internal sealed class CasePreparation
{
    private readonly PlansFile _plans;
    private readonly ConfigurationPlan _plan;
    private readonly IReadOnlyList<Normalisation> _normalisations;
    private readonly (ResamplingRule Images, ResamplingRule Labels, ResamplingRule Logits) _rules;

    /// <param name="plans">The plans.</param>
    /// <param name="plan">The configuration.</param>
    /// <param name="channels">Channels of images.</param>
    /// <exception cref="ArgumentException">The plans ask for something that is not known here.</exception>
    public CasePreparation(PlansFile plans, ConfigurationPlan plan, int channels)
    {
        (_plans, _plan, _normalisations) = (plans, plan, plan.Normalisations(channels));
        _rules = (plan.OfImages, plan.OfLabels, plan.OfLogits);
    }

    /// <summary>Prepares a case.</summary>
    /// <param name="image">float32 <c>[C, D, H, W]</c>.</param>
    /// <param name="spacing">Millimetres along D, H and W.</param>
    /// <param name="labels">The case's labels <c>[1, D, H, W]</c> of any type, for training; null without.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Image float32 and labels float32, -1 outside of what is not 0, both <c>[…, D', H', W']</c> and the caller's; and the way back.</returns>
    /// <exception cref="ArgumentException">It is no such case.</exception>
    public (Tensor Image, Tensor? Labels, CasePlace Place) Prepare(
        Tensor image,
        IReadOnlyList<double> spacing,
        Tensor? labels = null,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        if (image.dim() != 4 || image.shape[0] != _normalisations.Count)
            throw new ArgumentException(
                $"The network takes {_normalisations.Count} channels, and the image [{string.Join(", ", image.shape)}] has {image.shape[0]}; expected "
                    + $"one number. "
                    + "The channels of case are case_0000, case_0001, and so on."
            );
        if (spacing.Count != 3 || spacing.Any(value => !(value > 0 && double.IsFinite(value))))
            throw new ArgumentException($"The spacing is {string.Join(" x ", spacing)}; expected three numbers of millimetres above 0.");
        var forward = _plans.Forward;
        var transposed = image.permute([0, .. forward.Select(axis => axis + 1L)]).contiguous();
        double[] own = [.. forward.Select(axis => spacing[axis])];
        int[] sizes = [.. transposed.shape[1..].Select(size => (int)size)];
        var mask = NonzeroBox.Mask(
            [.. Enumerable.Range(0, _normalisations.Count).Select(channel => (Func<ReadOnlyMemory<float>>)(() => Values(transposed, channel)))],
            sizes
        );
        var box = NonzeroBox.Around(mask, sizes);
        var given = labels?.permute([0, .. forward.Select(axis => axis + 1L)]).to(ScalarType.Float32).contiguous();
        var known = Cut(Labelled(mask, given, sizes), box);
        var signs = known.to(ScalarType.Int8).contiguous().bytes.ToArray();
        // A copy: what follows is done in place, and the image stays the caller's.
        var cut = Cut(transposed, box).clone();
        for (var channel = 0; channel < _normalisations.Count; channel++)
            _normalisations[channel].Apply(MemoryMarshal.Cast<byte, float>(cut[channel].bytes), MemoryMarshal.Cast<byte, sbyte>(signs));
        double[] wanted = _plan.Spacing.Count == 3 ? [.. _plan.Spacing] : [own[0], .. _plan.Spacing];
        int[] to = [.. Enumerable.Range(0, 3).Select(axis => Resampling.NewSize(box.Sizes[axis], own[axis], wanted[axis]))];
        var prepared = Resampling.Resample(cut, to, own, wanted, _rules.Images, cancellation);
        var laid = given is null ? null : Resampling.Resample(known, to, own, wanted, _rules.Labels, cancellation);
        return (prepared.MoveToOuterDisposeScope(), laid?.clone().MoveToOuterDisposeScope(), new(sizes, box, own, to, wanted));
    }

    /// <summary>Brings maps back onto the case's own voxels.</summary>
    /// <param name="maps">Floating point <c>[M, D', H', W']</c>.</param>
    /// <param name="place">Where they lie.</param>
    /// <param name="outside">What each is outside of the box.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns><c>[M, D, H, W]</c> of the same type, the caller's.</returns>
    public Tensor Restore(Tensor maps, CasePlace place, IReadOnlyList<float> outside, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        long[] expected = [outside.Count, .. place.Prepared.Select(size => (long)size)];
        if (!maps.shape.SequenceEqual(expected))
            throw new ArgumentException($"The maps are [{string.Join(", ", maps.shape)}]; expected [{string.Join(", ", expected)}], as the case was prepared.");
        var whole = empty([maps.shape[0], .. place.Native.Select(size => (long)size)], maps.dtype);
        for (var map = 0; map < outside.Count; map++)
        {
            using var ofMap = NewDisposeScope();
            var resampled = Resampling.Resample(maps.narrow(0, map, 1), place.Box.Sizes, place.PreparedSpacing, place.Spacing, _rules.Logits, cancellation);
            var target = whole.narrow(0, map, 1).fill_(outside[map]);
            Cut(target, place.Box).copy_(resampled);
        }
        return whole.permute([0, .. _plans.Backward.Select(axis => axis + 1L)]).contiguous().MoveToOuterDisposeScope();
    }

    private static ReadOnlyMemory<float> Values(Tensor image, int channel)
    {
        using var one = image[channel];
        return MemoryMarshal.Cast<byte, float>(one.bytes).ToArray();
    }

    private static Tensor Cut(Tensor array, VoxelBox box)
    {
        for (var axis = 0; axis < 3; axis++)
            array = array.narrow(axis + 1, box.From[axis], box.To[axis] - box.From[axis]);
        return array;
    }

    /// <summary>The labels, and -1 where there is none and the image shows nothing; 0 within without labels.</summary>
    private static Tensor Labelled(bool[] mask, Tensor? labels, IReadOnlyList<int> sizes)
    {
        var within = tensor(mask, [1, .. sizes.Select(size => (long)size)], ScalarType.Bool);
        if (labels is null)
            return within.to(ScalarType.Float32).sub_(1);
        return labels.masked_fill(within.logical_not().logical_and(labels.eq(0)), -1);
    }
}
