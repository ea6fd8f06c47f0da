using DeferredSeg.Data.Masks;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The arrays of one case: those with its prefix.</summary>
/// <param name="Inputs">All arrays.</param>
/// <param name="Prefix">What stands before the names: the case and '/', or nothing.</param>
internal sealed record MeasuredArrays(ArrayInputs Inputs, string Prefix)
{
    private const string Truth = "truth";

    /// <summary>What the case is called, without the folder that groups of cases share.</summary>
    public string Name => Prefix.Length == 0 ? "case" : Prefix.TrimEnd('/').Split('/')[^1];

    /// <summary>All cases, in the order of the files.</summary>
    public static IReadOnlyList<MeasuredArrays> All(ArrayInputs inputs) =>
        [.. inputs.Names.Select(name => name[..(name.LastIndexOf('/') + 1)]).Distinct().Select(prefix => new MeasuredArrays(inputs, prefix))];

    public bool Has(params string[] names) => Array.TrueForAll(names, name => Inputs.Has(Prefix + name));

    /// <summary>The volume that the truth is, and others are laid onto; null where there is none in NIfTI.</summary>
    public VoxelGrid? Grid => Inputs.GridOf(Prefix + Truth) ?? Inputs.GridOf(Prefix + "pred");

    /// <summary>A mask of 0 and 1.</summary>
    /// <exception cref="DataException">Pixels are ignored, which pairs of masks alone leave out.</exception>
    public byte[] Mask(string name, out long[] shape)
    {
        var labels = Labels(name, true, out shape);
        if (labels.AsSpan().Contains(MaskMap.Ignored))
            throw new DataException(
                $"{Inputs.FileOf(Prefix + name)}: '{Prefix}{name}' has pixels to be ignored, which only 'pred' with 'truth' leaves out; mend the mask."
            );
        return Array.ConvertAll(labels, label => (byte)(label > 0 ? 1 : 0));
    }

    /// <summary>The labels of a mask, on the truth's voxels where both are volumes.</summary>
    /// <param name="name">The array.</param>
    /// <param name="merged">Whether all labels will count as one, which is told.</param>
    /// <param name="shape">Its size.</param>
    public int[] Labels(string name, bool merged, out long[] shape)
    {
        using var labels = Inputs.ReadLabels(Prefix + name, Grid, merged);
        shape = labels.shape;
        return labels.data<int>().ToArray();
    }

    /// <summary>The labels of a mask of a known size.</summary>
    /// <exception cref="DataException">It has another size.</exception>
    public int[] Labels(string name, bool merged, long[] expected)
    {
        var labels = Labels(name, merged, out var shape);
        Require(name, shape, expected);
        return labels;
    }

    /// <summary>A mask of a known size.</summary>
    /// <exception cref="DataException">It has another size.</exception>
    public byte[] Mask(string name, long[] expected)
    {
        var mask = Mask(name, out var shape);
        Require(name, shape, expected);
        return mask;
    }

    /// <summary>Numbers as float64, of a known size where one is given.</summary>
    /// <exception cref="DataException">It has another size or is not floating point.</exception>
    public double[] Numbers(string name, long[]? expected = null)
    {
        using var scope = torch.NewDisposeScope();
        var values = Inputs.ReadNumbers(Prefix + name);
        if (expected is not null)
            Require(name, values.shape, expected);
        RequirePlace(name);
        return values.to_type(torch.ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Whole numbers, of a known size.</summary>
    /// <exception cref="DataException">It has another size or other values.</exception>
    public int[] Whole(string name, long[] expected)
    {
        using var scope = torch.NewDisposeScope();
        var values = Inputs.Read(Prefix + name);
        Require(name, values.shape, expected);
        RequirePlace(name);
        if (values.is_floating_point())
            throw new DataException(
                $"{Inputs.FileOf(Prefix + name)}: '{Prefix}{name}' is {values.dtype}; expected whole numbers: 0 for the model, j for expert j."
            );
        return [.. values.to_type(torch.ScalarType.Int64).data<long>().ToArray().Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
    }

    /// <summary>Numbers are not laid onto another volume.</summary>
    private void RequirePlace(string name)
    {
        if (Grid is { } truth && Inputs.GridOf(Prefix + name) is { } grid && !VoxelAlignment.Of(truth, grid).IsSame)
            throw new DataException($"{grid.File}: found {grid}; expected {truth}, as {truth.File}. Export it on the truth's voxels.");
    }

    private void Require(string name, long[] shape, long[] expected)
    {
        if (!shape.SequenceEqual(expected))
            throw new DataException(
                $"{Inputs.FileOf(Prefix + name)}: '{Prefix}{name}' is [{string.Join(", ", shape)}]; expected [{string.Join(", ", expected)}]."
            );
    }
}
