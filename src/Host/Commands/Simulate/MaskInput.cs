using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Host.Commands.Arrays;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>What is known about one image.</summary>
/// <param name="Prefix">What stands before the names of its arrays: the case and '/', or nothing.</param>
/// <param name="Name">What the case is called.</param>
/// <param name="File">Where it comes from, for messages.</param>
/// <param name="HasClasses">Whether its masks are <c>[K, H, W]</c>, else <c>[H, W]</c>.</param>
/// <param name="Mask">The truth that was given, or null.</param>
/// <param name="Uniforms">Numbers that take the place of the experts' own, of the same size, or null.</param>
internal sealed record MaskInput(string Prefix, string Name, string File, bool HasClasses, MaskPlanes? Mask, double[]? Uniforms)
{
    private const string Numbers = "uniform";

    /// <summary>Reads a mask and the numbers beside it.</summary>
    /// <exception cref="DataException">The mask has other values or sizes.</exception>
    public static MaskInput Read(ArrayInputs inputs, string array, string prefix, string called)
    {
        using var scope = torch.NewDisposeScope();
        var mask = inputs.ReadMask(array);
        if (mask.dim() is not (2 or 3) || mask.numel() == 0)
            throw new DataException(
                $"{inputs.FileOf(array)}: '{array}' is [{string.Join(", ", mask.shape)}]; expected a mask [H, W], or [K, H, W] with a plane for each class."
            );
        var planes = new MaskPlanes((int)mask.shape[^2], (int)mask.shape[^1], mask.dim() == 2 ? 1 : (int)mask.shape[0], mask.bytes.ToArray());
        return new(
            prefix,
            called,
            inputs.FileOf(array),
            mask.dim() == 3,
            planes,
            inputs.Has(prefix + Numbers) ? ReadUniforms(inputs, prefix + Numbers, mask.shape) : null
        );
    }

    private static double[] ReadUniforms(ArrayInputs inputs, string name, long[] shape)
    {
        var values = inputs.ReadNumbers(name).to_type(torch.ScalarType.Float64);
        if (!values.shape.SequenceEqual(shape))
            throw new DataException(
                $"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", values.shape)}]; expected the mask's size, [{string.Join(", ", shape)}]."
            );
        return values.data<double>().ToArray();
    }
}
