using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Training.Batches;

/// <summary>Cases as tensors, in the scope in which it was made.</summary>
internal sealed class TrainingBatch
{
    public TrainingBatch(IReadOnlyList<BatchCase> cases, ClassKind kind, Device device)
    {
        Cases = cases;
        var first = cases[0].Prepared;
        Grid = first.Grid;
        if (cases.FirstOrDefault(one => one.Prepared.Grid != Grid)?.Prepared is { } other)
            throw new InvalidOperationException(
                $"{first.Info.Id} has {Grid} pixels, {other.Info.Id} {other.Grid}, in one batch. Let "
                    + "the preprocessing resize to one size, or set batchSize to 1."
            );
        var classes = first.Reference.Classes;
        Experts = cases[0].Answers?.Masks.Count ?? 0;
        Groups = PixelGroup.Of(cases, Experts);
        if (Groups.Count == 0)
            throw new InvalidOperationException($"No pixel of {Names} is in the field of view; there is nothing to learn from.");
        var exclusive = _isExclusive = kind == ClassKind.Exclusive;
        Target = tensor(
            Joined.Of([.. cases.Select(one => Labels(one.Prepared.Reference, exclusive))]),
            [cases.Count, exclusive ? 1 : classes, .. Grid.Shape()],
            ScalarType.Byte,
            device
        );
        if (Experts == 0)
            return;
        long[] shape = exclusive ? [cases.Count, Experts, .. Grid.Shape()] : [cases.Count, Experts, classes, .. Grid.Shape()];
        Answers = tensor(Joined.Of([.. cases.SelectMany(one => one.Answers!.Masks).Select(mask => Labels(mask, exclusive))]), shape, ScalarType.Byte, device);
    }

    public IReadOnlyList<BatchCase> Cases { get; }

    /// <summary>J; 0 where nothing is routed.</summary>
    public int Experts { get; }

    /// <summary>The pixels or voxels of each.</summary>
    public Grid Grid { get; }

    /// <summary>uint8: multilabel <c>[B, K, H, W]</c>, 0 or 1; exclusive <c>[B, 1, H, W]</c>, the class; of volumes with D before H.</summary>
    public Tensor Target { get; }

    /// <summary>uint8: multilabel <c>[B, J, K, H, W]</c>, exclusive <c>[B, J, H, W]</c>; null where nothing is routed.</summary>
    public Tensor? Answers { get; }

    /// <summary>The pixels in the field of view by who answered about them.</summary>
    public IReadOnlyList<PixelGroup> Groups { get; }

    /// <summary>Whether every pixel counts and every expert answered about it.</summary>
    public bool IsWhole => Groups.Count == 1 && Groups[0].Experts.Count == Experts && Groups[0].Pixels.Length == (long)Cases.Count * Grid.Count;

    /// <summary>The label of pixels outside of the field of view in <see cref="SeenTarget"/>.</summary>
    public const int Unseen = byte.MaxValue;

    /// <summary>
    /// The target with what lies outside of the field of view: exclusive classes are <see cref="Unseen"/> there, multilabel ones have one plane more,
    /// which is 1 there. The target itself where all is in view.
    /// </summary>
    public Tensor SeenTarget()
    {
        if (Cases.All(one => one.Prepared.FieldOfView is null))
            return Target;
        var view = tensor(
            Joined.Of([.. Cases.Select(one => one.Prepared.FieldOfView?.Values ?? MaskPlanes.Full(Grid, 1).Values)]),
            [Cases.Count, 1, .. Grid.Shape()],
            ScalarType.Byte,
            Target.device
        );
        return _isExclusive ? Target.masked_fill(view.eq(0), Unseen) : cat([Target, 1 - view], 1);
    }

    private readonly bool _isExclusive;

    /// <summary>The truth as planes, float32 <c>[B, K, H, W]</c>, 0 and 1, also of exclusive classes; a new tensor in the caller's scope.</summary>
    public Tensor Planes()
    {
        using var scope = NewDisposeScope();
        var classes = Cases[0].Prepared.Reference.Classes;
        return tensor(
                Joined.Of([.. Cases.Select(one => one.Prepared.Reference.Values)]),
                [Cases.Count, classes, .. Grid.Shape()],
                ScalarType.Byte,
                Target.device
            )
            .to(ScalarType.Float32)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The cases' names, for messages.</summary>
    public string Names => string.Join(", ", Cases.Select(one => one.Prepared.Info.Id));

    /// <summary>Planes as they are, or the class of each pixel: the first whose plane is 1, class 0 where none is.</summary>
    public static byte[] Labels(MaskPlanes mask, bool exclusive)
    {
        if (!exclusive)
            return mask.Values;
        var labels = new byte[mask.Grid.Count];
        for (var k = mask.Classes - 1; k > 0; k--)
        {
            var plane = mask.Plane(k);
            for (var pixel = 0; pixel < labels.Length; pixel++)
                if (plane[pixel] == 1)
                    labels[pixel] = (byte)k;
        }
        var background = mask.Plane(0);
        for (var pixel = 0; pixel < labels.Length; pixel++)
            if (background[pixel] == 1)
                labels[pixel] = 0;
        return labels;
    }
}

/// <summary>Pixels of a batch about which the same experts gave an answer.</summary>
/// <param name="Experts">Indices of these experts, from 0, ascending.</param>
/// <param name="Pixels">Places in the batch's <c>[B, H, W]</c> or <c>[B, D, H, W]</c>, row by row, ascending.</param>
internal sealed record PixelGroup(IReadOnlyList<long> Experts, long[] Pixels)
{
    /// <summary>Groups the pixels in the field of view; those outside are in none.</summary>
    public static IReadOnlyList<PixelGroup> Of(IReadOnlyList<BatchCase> cases, int experts)
    {
        var groups = new SortedDictionary<ulong, List<long>>();
        var offset = 0L;
        foreach (var one in cases)
        {
            var there = Answered(one, experts);
            var view = one.Prepared.FieldOfView?.Values;
            // Neighbours mostly are of one group.
            var (last, members) = (0UL, (List<long>?)null);
            for (var pixel = 0; pixel < there.Length; pixel++)
            {
                if (view?[pixel] == 0)
                    continue;
                if (members is null || there[pixel] != last)
                {
                    last = there[pixel];
                    if (!groups.TryGetValue(last, out members))
                        groups[last] = members = new(there.Length);
                }
                members.Add(offset + pixel);
            }
            offset += there.Length;
        }
        return
        [
            .. groups.Select(group => new PixelGroup(
                [.. Enumerable.Range(0, experts).Where(j => (group.Key >> j & 1) == 1).Select(j => (long)j)],
                [.. group.Value]
            )),
        ];
    }

    /// <summary>Which experts answered about each pixel, one bit each.</summary>
    private static ulong[] Answered(BatchCase one, int experts)
    {
        var there = new ulong[one.Prepared.Grid.Count];
        for (var j = 0; j < experts; j++)
        {
            var answered = one.Answers!.Answered[j].Values;
            for (var pixel = 0; pixel < there.Length; pixel++)
                there[pixel] |= (ulong)answered[pixel] << j;
        }
        return there;
    }
}

/// <summary>Arrays one after the other.</summary>
internal static class Joined
{
    /// <summary>A new array with the values of all.</summary>
    public static T[] Of<T>(IReadOnlyList<T[]> parts)
    {
        var all = new T[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }
        return all;
    }
}
