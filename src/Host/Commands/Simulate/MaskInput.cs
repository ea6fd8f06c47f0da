using DeferredSeg.Host.Commands.Arrays;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The truth about one image.</summary>
/// <param name="Prefix">What stands before the names of its arrays: the case and '/', or nothing.</param>
/// <param name="Name">What the case is called.</param>
/// <param name="File">Where it comes from, for messages.</param>
/// <param name="Shape">The sizes as they were given: <c>[H, W]</c> or <c>[K, H, W]</c>.</param>
/// <param name="Mask">The values, 0 or 1, row by row.</param>
/// <param name="Uniforms">Numbers that take the place of the experts' own, of the same size, or null.</param>
internal sealed record MaskInput(string Prefix, string Name, string File, long[] Shape, byte[] Mask, double[]? Uniforms)
{
    private const string Array = "mask";
    private const string Numbers = "uniform";

    public int Classes => Shape.Length == 2 ? 1 : (int)Shape[0];

    public int Height => (int)Shape[^2];

    public int Width => (int)Shape[^1];

    /// <exception cref="DataException">There is no mask, or it has other values or sizes.</exception>
    public static IReadOnlyList<MaskInput> All(ArrayInputs inputs)
    {
        string[] named = [.. inputs.Names.Where(name => name == Array || name.EndsWith($"/{Array}", StringComparison.Ordinal))];
        if (named.Length > 0) return [.. named.Select(name => Read(inputs, name, name[..^Array.Length], name.Length > Array.Length ? name[..^(Array.Length + 1)] : Path.GetFileNameWithoutExtension(inputs.FileOf(name))))];
        var masks = inputs.Names.Where(name => name != Numbers).ToList();
        if (masks.Count == 0) throw new DataException($"{inputs.Source} holds no mask; expected '{Array}' [H, W] or [K, H, W].");
        return [.. masks.Select(name => Read(inputs, name, masks.Count == 1 ? "" : name + "/", name))];
    }

    private static MaskInput Read(ArrayInputs inputs, string name, string prefix, string called)
    {
        using var scope = torch.NewDisposeScope();
        var mask = inputs.ReadMask(name);
        if (mask.dim() is not (2 or 3) || mask.numel() == 0) throw new DataException($"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", mask.shape)}]; expected a mask [H, W], or [K, H, W] with a plane for each class.");
        return new(prefix, called, inputs.FileOf(name), mask.shape, mask.bytes.ToArray(), inputs.Has(prefix + Numbers) ? ReadUniforms(inputs, prefix + Numbers, mask) : null);
    }

    private static double[] ReadUniforms(ArrayInputs inputs, string name, Tensor mask)
    {
        var values = inputs.ReadNumbers(name).to_type(torch.ScalarType.Float64);
        if (!values.shape.SequenceEqual(mask.shape)) throw new DataException($"{inputs.FileOf(name)}: '{name}' is [{string.Join(", ", values.shape)}]; expected the mask's size, [{string.Join(", ", mask.shape)}].");
        return values.data<double>().ToArray();
    }
}
