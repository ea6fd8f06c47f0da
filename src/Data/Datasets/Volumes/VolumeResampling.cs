using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Resamples volumes to a spacing that is the same along all axes (App. B: 1 mm). The outer borders of the volume stay where they are.</summary>
internal static class VolumeResampling
{
    /// <summary>The voxels along X, Y and Z afterwards: the extent by the spacing, rounded, at least 1.</summary>
    public static IReadOnlyList<int> Size(IReadOnlyList<int> size, VolumeGeometry geometry, double spacing) =>
        [.. size.Select((count, axis) => Math.Max(1, (int)Math.Round(count * geometry.Steps[axis] / spacing, MidpointRounding.AwayFromZero)))];

    /// <summary>Linear along each axis, antialiased where voxels grow.</summary>
    public static LoadedVolume Linear(LoadedVolume volume, double spacing)
    {
        var to = Size(volume.Size, volume.Geometry, spacing);
        var (values, size) = (volume.Values, (int[])[.. volume.Size]);
        for (var axis = 0; axis < 3; axis++)
        {
            if (size[axis] == to[axis])
                continue;
            var weights = new AxisWeights(size[axis], to[axis], ResizeFilter.Bilinear);
            values = Along(values, size, axis, to[axis], (source, stride, index) => weights.At(source, stride, index));
            size[axis] = to[axis];
        }
        return new(volume.File, to, Geometry(volume, to), values);
    }

    /// <summary>The voxel whose centre is nearest.</summary>
    public static LoadedVolume Nearest(LoadedVolume volume, double spacing)
    {
        var to = Size(volume.Size, volume.Geometry, spacing);
        var (values, size) = (volume.Values, (int[])[.. volume.Size]);
        for (var axis = 0; axis < 3; axis++)
        {
            if (size[axis] == to[axis])
                continue;
            var (from, count) = (size[axis], to[axis]);
            values = Along(values, size, axis, count, (source, stride, index) => source[NearestPixels.Index(index, count, from) * stride]);
            size[axis] = count;
        }
        return new(volume.File, to, Geometry(volume, to), values);
    }

    private delegate float Sample(ReadOnlySpan<float> values, int stride, int index);

    private static float[] Along(float[] values, int[] size, int axis, int count, Sample sample)
    {
        var stride = axis switch
        {
            0 => 1,
            1 => size[0],
            _ => size[0] * size[1],
        };
        var outer = values.Length / (stride * size[axis]);
        var result = new float[outer * count * stride];
        for (var block = 0; block < outer; block++)
        {
            for (var inner = 0; inner < stride; inner++)
            {
                var source = values.AsSpan(block * size[axis] * stride + inner);
                for (var index = 0; index < count; index++)
                    result[(block * count + index) * stride + inner] = sample(source, stride, index);
            }
        }
        return result;
    }

    // Voxels cover the same extent in other steps: the columns of the affine grow, and the centre of the first moves by half the difference.
    private static VolumeGeometry Geometry(LoadedVolume volume, IReadOnlyList<int> to)
    {
        double[] steps = [.. to.Select((count, axis) => (double)volume.Size[axis] / count)];
        double[] spacing = [.. steps.Select((step, axis) => step * volume.Geometry.Steps[axis])];
        if (volume.Geometry.Affine is not { } affine)
            return new(spacing);
        double[] changed = [.. affine];
        for (var row = 0; row < 3; row++)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                changed[row * 4 + axis] = affine[row * 4 + axis] * steps[axis];
                changed[row * 4 + 3] += affine[row * 4 + axis] * (steps[axis] - 1) / 2;
            }
        }
        return new(spacing, changed, volume.Geometry.Source, volume.Geometry.Space);
    }
}
