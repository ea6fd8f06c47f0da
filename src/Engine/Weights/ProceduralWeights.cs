using System.Text;

namespace DeferredSeg.Engine.Weights;

/// <summary>
/// Weights that follow from their names, so that a network of any size can be compared between implementations without a weight file.
/// </summary>
/// <remarks>
/// <para>Number i of a name, from 0 in row-major order, comes from 64-bit arithmetic without carry: x = FNV-1a(name in UTF-8) + (i + 1) 0x9E3779B97F4A7C15,
/// then splitmix64's mixing, x = (x ^ x >> 30) 0xBF58476D1CE4E5B9, x = (x ^ x >> 27) 0x94D049BB133111EB, x = x ^ x >> 31, and u = (x >> 11) 2^-53, which is
/// in [0, 1). The value is center + scale (2 u - 1), computed in float64 and rounded to float32.</para>
/// <para>Center and scale go by the last part of the name, the first of these that fits: <c>running_var</c> 1, 0.5; <c>running_mean</c> 0, 0.3;
/// <c>positional_encoding_gaussian_matrix</c> 0, 1.5; <c>pos_embed</c> 0, 0.5; <c>layer_scale…</c> 0.75, 0.25; <c>lambda_…</c> 0, 0.3; <c>w</c> 0.5, 0.25;
/// <c>bias</c> 0, 0.15; any other of one axis 1, 0.4; any other 0, sqrt(3 / n), where n is the product of all axes but the first. Whole numbers are 7.</para>
/// </remarks>
public static class ProceduralWeights
{
    private const long Counter = 7;

    // By how much each multiplies the last rule's scale.
    private static readonly (string Name, double Gain)[] _variants = [("default", 1), ("cenet", 0.7), ("probunet", 1.6)];

    /// <summary>The variants: <c>default</c>; <c>cenet</c>, which takes 0.7 of the last rule's scale; <c>probunet</c>, which takes 1.6.</summary>
    public static IReadOnlyList<string> Variants { get; } = [.. _variants.Select(variant => variant.Name)];

    /// <summary>Fills every parameter and persistent buffer of a module.</summary>
    /// <param name="module">Its state dictionary's names decide the values.</param>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <exception cref="ArgumentException">The variant is none.</exception>
    public static void Fill(nn.Module module, string variant)
    {
        if (!Variants.Contains(variant))
            throw new ArgumentException($"'{variant}' is no variant of procedural weights; expected {string.Join(" or ", Variants)}.", nameof(variant));
        var gain = _variants.First(known => known.Name == variant).Gain;
        using var frozen = no_grad();
        foreach (var (name, target) in module.state_dict())
        {
            if (!target.is_floating_point())
            {
                target.fill_(Counter);
                continue;
            }
            var (center, scale) = Range(name, target.shape, gain);
            using var values = Draw(name, target.shape, center, scale);
            target.copy_(values);
        }
    }

    /// <summary>The float32 tensor of a name, by the formula, on the CPU. The caller disposes it.</summary>
    /// <param name="name">Which numbers.</param>
    /// <param name="shape">How many, and how they lie.</param>
    /// <param name="center">The middle of the range.</param>
    /// <param name="scale">Half of its width.</param>
    public static Tensor Draw(string name, long[] shape, double center, double scale)
    {
        var hash = Hash(name);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(center + scale * (2 * Uniform(hash, i) - 1));
        return tensor(values, shape);
    }

    /// <summary>Number <paramref name="index"/> of a name, in [0, 1).</summary>
    public static double Uniform(string name, long index) => Uniform(Hash(name), index);

    private static (double Center, double Scale) Range(string name, long[] shape, double gain) =>
        name[(name.LastIndexOf('.') + 1)..] switch
        {
            "running_var" => (1, 0.5),
            "running_mean" => (0, 0.3),
            "positional_encoding_gaussian_matrix" => (0, 1.5),
            "pos_embed" => (0, 0.5),
            var last when last.StartsWith("layer_scale", StringComparison.Ordinal) => (0.75, 0.25),
            var last when last.StartsWith("lambda_", StringComparison.Ordinal) => (0, 0.3),
            "w" => (0.5, 0.25),
            "bias" => (0, 0.15),
            _ when shape.Length == 1 => (1, 0.4),
            _ => (0, gain * Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size))),
        };

    private static double Uniform(ulong hash, long index)
    {
        var x = hash + (ulong)(index + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Hash(string name) => Encoding.UTF8.GetBytes(name).Aggregate(0xcbf29ce484222325, (hash, value) => (hash ^ value) * 0x100000001b3);
}
