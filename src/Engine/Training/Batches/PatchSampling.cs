using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Training.Batches;

/// <summary>A patch of a volume: where it begins, which may be outside of the volume, and its sides; slices, rows and columns.</summary>
/// <param name="Start">The first voxel along each axis.</param>
/// <param name="Sides">Voxels along each axis.</param>
public sealed record Patch(IReadOnlyList<int> Start, IReadOnlyList<int> Sides)
{
    /// <summary>The patch's voxels.</summary>
    public Grid Grid => new(Sides[0], Sides[1], Sides[2]);

    /// <summary>The slices of the patch with all of their rows and columns.</summary>
    /// <param name="volume">The volume's voxels.</param>
    public Patch Slab(Grid volume) => new([Start[0], 0, 0], [Sides[0], volume.Height, volume.Width]);

    /// <summary>The same rows and columns of a slab of its slices.</summary>
    public Patch InSlab => this with { Start = [0, Start[1], Start[2]] };

    /// <summary>Cuts it out of planes of a volume.</summary>
    /// <param name="values"><c>[planes, D, H, W]</c>.</param>
    /// <param name="planes">How many.</param>
    /// <param name="volume">The volume's voxels.</param>
    /// <param name="outside">What stands beyond the volume.</param>
    /// <returns><c>[planes, …]</c> of the patch's sides.</returns>
    public T[] Of<T>(ReadOnlySpan<T> values, int planes, Grid volume, T outside)
    {
        var cut = new T[planes * Grid.Count];
        Array.Fill(cut, outside);
        var (from, to) = (Math.Max(0, -Start[2]), Math.Min(Sides[2], volume.Width - Start[2]));
        for (var plane = 0; plane < planes; plane++)
        for (var z = 0; z < Sides[0]; z++)
        for (var y = 0; y < Sides[1]; y++)
        {
            var (slice, row) = (z + Start[0], y + Start[1]);
            if (slice < 0 || slice >= volume.Depth || row < 0 || row >= volume.Height || to <= from)
                continue;
            values
                .Slice(((plane * volume.Depth + slice) * volume.Height + row) * volume.Width + Start[2] + from, to - from)
                .CopyTo(cut.AsSpan(((plane * Sides[0] + z) * Sides[1] + y) * Sides[2] + from));
        }
        return cut;
    }

    /// <summary>Cuts it out of a mask.</summary>
    public MaskPlanes Of(MaskPlanes mask) => new(Grid, mask.Classes, Of<byte>(mask.Values, mask.Classes, mask.Grid, 0));

    /// <summary>Cuts it out of a volume. What lies beyond it is 0 in the image, and outside of the field of view.</summary>
    public PreparedCase Of(PreparedCase one)
    {
        var grid = one.Grid;
        var isInside = Enumerable.Range(0, 3).All(axis => Start[axis] >= 0 && Start[axis] + Sides[axis] <= grid.Sizes[axis]);
        var view = one.FieldOfView ?? (isInside ? null : MaskPlanes.Full(grid, 1));
        return one with
        {
            Image = Of<float>(one.Image, one.Image.Length / grid.Count, grid, 0),
            Shown = new(Grid, one.Shown.Channels, Of<byte>(one.Shown.Values, one.Shown.Channels, grid, 0), null),
            Reference = Of(one.Reference),
            FieldOfView = view is null ? null : Of(view),
            Placement = null,
            Slices = [.. Enumerable.Range(Start[0], Sides[0]).Select(slice => slice >= 0 && slice < grid.Depth ? one.Slices?[slice] : null)],
        };
    }
}

/// <summary>
/// Where patches of volumes lie: anywhere, and of the last samples of a batch around a voxel of some class, so that these are seen often enough.
/// </summary>
/// <param name="Sides">Slices, rows and columns of a patch.</param>
/// <param name="Foreground">The share of a batch that is drawn around a class, 0 to 1.</param>
public sealed record PatchSampling(IReadOnlyList<int> Sides, double Foreground)
{
    /// <summary>Whether a sample of a batch is drawn around a class.</summary>
    /// <param name="sample">From 0.</param>
    /// <param name="batch">Samples of the batch.</param>
    public bool IsForced(int sample, int batch) => sample >= Math.Round(batch * (1 - Foreground), MidpointRounding.ToEven);

    /// <summary>Draws a patch. It follows from the arguments alone.</summary>
    /// <param name="truth">The volume's truth; where it has no class but the background, the patch lies anywhere.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="isForced">Whether it is drawn around a class: of those that are there one, and of its voxels one, all as likely.</param>
    /// <param name="random">What it follows from.</param>
    public Patch Draw(MaskPlanes truth, ClassKind kind, bool isForced, StableRandom random)
    {
        var grid = truth.Grid;
        var voxel = isForced ? Voxel(truth, kind, random) : null;
        var start = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            // As nnU-Net has it: an axis that is too short is padded on both sides.
            var missing = Math.Max(0, Sides[axis] - grid.Sizes[axis]);
            var (first, last) = (-((missing + 1) / 2), grid.Sizes[axis] + missing / 2 + missing % 2 - Sides[axis]);
            start[axis] = voxel is null ? first + random.Below(axis, last - first + 1) : Math.Clamp(voxel[axis] - Sides[axis] / 2, first, last);
        }
        return new(start, Sides);
    }

    private static int[]? Voxel(MaskPlanes truth, ClassKind kind, StableRandom random)
    {
        int[] present =
        [
            .. Enumerable.Range(0, truth.Classes).Where(plane => (kind == ClassKind.Multilabel || plane > 0) && truth.Plane(plane).Contains((byte)1)),
        ];
        if (present.Length == 0)
            return null;
        var chosen = truth.Plane(present[random.Below(3, present.Length)]);
        var wanted = random.Below(4, chosen.Count((byte)1));
        var at = -1;
        for (var left = wanted; left >= 0; left--)
            at += 1 + chosen[(at + 1)..].IndexOf((byte)1);
        return [at / (truth.Height * truth.Width), at / truth.Width % truth.Height, at % truth.Width];
    }
}
