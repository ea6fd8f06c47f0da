using Backbones.CeNet.Decoding;

namespace Backbones.CeNet.Tests.Parts;

/// <summary>Against loops in double precision.</summary>
public sealed class DifferentialAttentionTests : ScopedTensorTest
{
    // Small inputs, so that what stands below the root of the normalisation counts.
    [Theory]
    [InlineData(2, 0.003)]
    [InlineData(3, 1)]
    [InlineData(4, 0.003)]
    public void Heads_are_differences_of_two_attentions_normalised(int depth, double size)
    {
        var random = new Random(Seed);
        var (heads, half, count) = (random.Next(1, 4), random.Next(1, 4), random.Next(2, 7));
        var width = heads * 2 * half;
        using var attention = new DifferentialAttention(width, heads, depth);
        using var frozen = no_grad();
        foreach (var lambda in new[] { "q1", "k1", "q2", "k2" })
            attention.get_parameter($"lambda_{lambda}")!.normal_(0, 0.5);
        var rows = randn(1, count, width) * size;

        var found = attention.call(rows);

        var expected = Naive(attention, Numbers(rows[0]), heads, half, 0.8 - 0.6 * Math.Exp(-0.3 * depth));
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < width; column++)
                Assert.True(
                    Math.Abs(expected[row][column] - found[0, row, column].ToDouble()) < 1e-5,
                    $"Row {row} is {found[0, row, column].ToDouble()} at {column}; expected is {expected[row][column]} (seed {Seed})."
                );
        }
    }

    private static double[][] Naive(DifferentialAttention attention, double[][] rows, int heads, int half, double start)
    {
        double[][] Project(string name, double[][] values)
        {
            var weight = Numbers(attention.get_parameter($"{name}.weight")!);
            return [.. values.Select(value => weight.Select(line => Dot(line, value)).ToArray())];
        }
        double[] Lambda(string name) => Numbers(attention.get_parameter($"lambda_{name}")!.view(1, -1))[0];
        var lambda = Math.Exp(Dot(Lambda("q1"), Lambda("k1"))) - Math.Exp(Dot(Lambda("q2"), Lambda("k2"))) + start;
        var (queries, keys, values) = (Project("q_proj", rows), Project("k_proj", rows), Project("v_proj", rows));
        var joined = rows.Select(row => new double[row.Length]).ToArray();
        for (var head = 0; head < heads; head++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                var result = new double[2 * half];
                for (var part = 0; part < 2; part++)
                {
                    var from = (2 * head + part) * half;
                    var weights = keys.Select(key => Math.Exp(Dot(queries[row][from..(from + half)], key[from..(from + half)]) / Math.Sqrt(half))).ToArray();
                    for (var i = 0; i < rows.Length; i++)
                    {
                        for (var column = 0; column < 2 * half; column++)
                            result[column] += (part == 0 ? 1 : -lambda) * weights[i] / weights.Sum() * values[i][2 * head * half + column];
                    }
                }
                var root = Math.Sqrt(result.Average(value => value * value) + 1e-5);
                for (var column = 0; column < 2 * half; column++)
                    joined[row][2 * head * half + column] = (1 - start) * result[column] / root;
            }
        }
        return Project("out_proj", joined);
    }

    private static double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();

    private static double[][] Numbers(Tensor matrix) => [.. matrix.to(ScalarType.Float64).flatten().data<double>().ToArray().Chunk((int)matrix.shape[1])];
}
