using Backbones.CeNet.Decoding;

namespace Backbones.CeNet.Tests.Parts;

public sealed class RowAttentionTests : ScopedTensorTest
{
    // Many parts in one step, one part in one step, one part in several.
    public static TheoryData<int, int> Sizes =>
        new()
        {
            { 5, 40 },
            { 3, 900 },
            { 2, 1600 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_is_softmax_of_products_times_values(int parts, int count)
    {
        var random = new Random(Seed);
        var (queries, keys, values) = Draw(random, parts, count);
        using var frozen = no_grad();

        var result = RowAttention.Apply(queries, keys, values);

        Naive(random, [queries], [keys], values, 0, result);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_difference_weighs_the_second_by_lambda(int parts, int count)
    {
        var random = new Random(Seed);
        var (first, firstKeys, values) = Draw(random, parts, count);
        var (second, secondKeys, _) = Draw(random, parts, count, (int)first.shape[2]);
        var lambda = random.NextDouble() * 2 - 1;
        using var frozen = no_grad();

        var result = RowAttention.Difference([first, second], [firstKeys, secondKeys], values, tensor((float)lambda));

        Naive(random, [first, second], [firstKeys, secondKeys], values, lambda, result);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_are_those_of_the_whole_matrices(int parts, int count)
    {
        var random = new Random(Seed);
        var (first, firstKeys, values) = Draw(random, parts, count);
        var (second, secondKeys, _) = Draw(random, parts, count, (int)first.shape[2]);
        Tensor[] inputs = [first, second, firstKeys, secondKeys, values, tensor((float)random.NextDouble())];
        foreach (var input in inputs)
            input.requires_grad = true;
        var probe = randn(values.shape);

        var expected = Gradients((inputs[0].bmm(inputs[2].mT).softmax(-1) - inputs[5] * inputs[1].bmm(inputs[3].mT).softmax(-1)).bmm(values), probe, inputs);
        var found = Gradients(RowAttention.Difference([inputs[0], inputs[1]], [inputs[2], inputs[3]], values, inputs[5]), probe, inputs);

        foreach (var (one, other) in expected.Zip(found))
            Close.Gradient(one, other, $"an input (seed {Seed})");
    }

    private static IList<Tensor> Gradients(Tensor output, Tensor probe, Tensor[] inputs) => autograd.grad([(output * probe).sum()], inputs);

    private static (Tensor Queries, Tensor Keys, Tensor Values) Draw(Random random, int parts, int count, int? width = null)
    {
        var depth = width ?? random.Next(1, 9);
        return (randn(parts, count, depth), randn(parts, count, depth), randn(parts, count, random.Next(1, 9)));
    }

    // Loops in double precision over some rows; all would take long.
    private void Naive(Random random, Tensor[] queries, Tensor[] keys, Tensor values, double lambda, Tensor result)
    {
        Assert.Equal(values.shape, result.shape);
        var (parts, count, width) = (values.shape[0], values.shape[1], values.shape[2]);
        for (var draw = 0; draw < 10; draw++)
        {
            var (part, row) = (random.NextInt64(parts), random.NextInt64(count));
            var expected = new double[width];
            for (var group = 0; group < queries.Length; group++)
            {
                var query = Numbers(queries[group][part, row]);
                var scores = Rows(keys[group][part]).Select(key => key.Zip(query, (k, q) => k * q).Sum()).ToArray();
                var largest = scores.Max();
                var total = scores.Sum(score => Math.Exp(score - largest));
                var all = Rows(values[part]);
                for (var i = 0; i < count; i++)
                {
                    var weight = Math.Exp(scores[i] - largest) / total * (group == 0 ? 1 : -lambda);
                    for (var column = 0; column < width; column++)
                        expected[column] += weight * all[i][column];
                }
            }
            var found = Numbers(result[part, row]);
            for (var column = 0; column < width; column++)
                Assert.True(
                    Math.Abs(expected[column] - found[column]) <= 1e-4,
                    $"Row {row} of part {part} is {found[column]}; expected is {expected[column]} (seed {Seed})."
                );
        }
    }

    private static double[] Numbers(Tensor vector) => [.. vector.to(ScalarType.Float64).contiguous().data<double>()];

    private static double[][] Rows(Tensor matrix) => [.. Numbers(matrix.flatten()).Chunk((int)matrix.shape[1])];
}
