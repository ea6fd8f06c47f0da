namespace Backbones.MedSam.Tests;

/// <summary>Weights that follow from their names, by the formula in sam_vit_b.json.</summary>
internal static class ProceduralWeights
{
    public static ulong Hash(string name) =>
        System.Text.Encoding.UTF8.GetBytes(name).Aggregate(0xcbf29ce484222325UL, (hash, letter) => (hash ^ letter) * 0x100000001b3UL);

    /// <summary>Number i of a stream, from 0 to 1.</summary>
    public static double Draw(ulong hash, long i)
    {
        var x = hash + (ulong)(i + 1) * 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return ((x ^ (x >> 31)) >> 11) * Math.Pow(2, -53);
    }

    public static Tensor Uniform(string name, params long[] shape)
    {
        var filled = zeros(shape);
        Fill(filled, name, 0.5, 0.5);
        return filled;
    }

    public static void Fill(string name, Tensor tensor)
    {
        var (center, scale) = name[(name.LastIndexOf('.') + 1)..] switch
        {
            "positional_encoding_gaussian_matrix" => (0, 1.5),
            "pos_embed" => (0, 0.5),
            "bias" => (0, 0.15),
            _ when tensor.dim() == 1 => (1.0, 0.4),
            _ => (0, Math.Sqrt(3.0 / tensor.shape[1..].Aggregate((product, size) => product * size))),
        };
        Fill(tensor, name, center, scale);
    }

    private static void Fill(Tensor tensor, string name, double center, double scale)
    {
        var hash = Hash(name);
        var values = new float[tensor.numel()];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(center + scale * (2 * Draw(hash, i) - 1));
        using var source = torch.tensor(values, tensor.shape);
        tensor.copy_(source);
    }
}
