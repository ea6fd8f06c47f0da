namespace Compat.TorchSharp.Tests.Operators;

/// <summary>Compares the forms of an operator with its definition, and its derivative with central finite differences.</summary>
internal static class Check
{
    private const double Step = 1e-6;
    private const double GradientTolerance = 1e-6;

    public static void Values(Row row, Random random)
    {
        for (var form = 0; form < row.Forms.Length; form++)
        {
            using var scope = NewDisposeScope();
            var inputs = row.Inputs.Select(input => input.Draw(random)).ToArray();
            var expected = row.Definition(inputs);
            var tensors = inputs.Zip(row.Inputs, (values, input) => ToTensor(values, input.Type)).ToArray();
            var results = row.Forms[form](tensors);
            var where = $"{row.Name}, form {form + 1}";
            Assert.True(expected.Length == results.Length, $"{where}: {results.Length} results, expected {expected.Length}");
            for (var i = 0; i < results.Length; i++)
            {
                var type = i < row.Types.Length ? row.Types[i] : ScalarType.Float64;
                Assert.True(type == results[i].dtype, $"{where}: result {i} is {results[i].dtype}, expected {type}");
                Same(expected[i], Nd.From(results[i]), row.Tolerance, $"{where}, result {i}");
            }
            for (var i = 0; i < tensors.Length; i++)
            {
                // A result that is the input itself marks a form in place; every other form leaves its inputs alone.
                if (!results.Any(result => ReferenceEquals(result, tensors[i]))) Same(inputs[i], Nd.From(tensors[i]), 0, $"{where}, input {i} afterwards");
            }
        }
    }

    public static void Gradients(Row row, Random random)
    {
        for (var form = 0; form < row.Forms.Length; form++) Gradient(row, row.Forms[form], random, $"{row.Name}, form {form + 1}");
    }

    public static void Same(Nd expected, Nd actual, double tolerance, string where)
    {
        Assert.True(expected.Shape.SequenceEqual(actual.Shape), $"{where}: shape [{string.Join(", ", actual.Shape)}], expected [{string.Join(", ", expected.Shape)}]");
        for (var i = 0; i < expected.Data.Length; i++)
        {
            var (want, got) = (expected.Data[i], actual.Data[i]);
            var close = want.Equals(got) || want == got || Math.Abs(want - got) <= tolerance * Math.Max(1, Math.Max(Math.Abs(want), Math.Abs(got)));
            Assert.True(close, $"{where}: element {i} is {got:R}, expected {want:R}");
        }
    }

    public static Tensor ToTensor(Nd values, ScalarType type = ScalarType.Float64) => torch.tensor(values.Data, values.Shape, type);

    private static void Gradient(Row row, Func<Tensor[], Tensor[]> form, Random random, string where)
    {
        using var scope = NewDisposeScope();
        var inputs = row.Inputs.Select(input => input.Draw(random)).ToArray();
        var leaves = inputs.Zip(row.Inputs, (values, input) => ToTensor(values, input.Type).requires_grad_(input.Differentiable)).ToArray();
        // Clones: forms in place may not change a leaf.
        var results = form([.. leaves.Select(leaf => leaf.clone())]);
        var weights = results.Select(result => result.dtype == ScalarType.Float64 ? In.Real(result.shape).Draw(random) : null).ToArray();
        var loss = torch.zeros([], ScalarType.Float64);
        for (var i = 0; i < results.Length; i++)
        {
            if (weights[i] is { } weight) loss = loss + (results[i] * ToTensor(weight)).sum();
        }
        Assert.True(loss.requires_grad, $"{where}: no derivative");
        loss.backward();
        using var frozen = no_grad();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!row.Inputs[i].Differentiable) continue;
            var gradient = leaves[i].grad is { } found ? Nd.From(found) : inputs[i].Map(_ => 0);
            var numeric = new Nd([.. Enumerable.Range(0, inputs[i].Data.Length).Select(e => (Projected(i, e, Step) - Projected(i, e, -Step)) / (2 * Step))], inputs[i].Shape);
            Same(numeric, gradient, GradientTolerance, $"{where}, derivative by input {i}");
        }

        double Projected(int input, int element, double change)
        {
            using var inner = NewDisposeScope();
            var moved = inputs.Zip(row.Inputs, (values, spec) => ToTensor(values, spec.Type)).ToArray();
            moved[input].data<double>()[element == 0 && inputs[input].Rank == 0 ? [] : [element]] = inputs[input].Data[element] + change;
            var outputs = form(moved);
            return outputs.Zip(weights, (output, weight) => weight is null ? 0 : Nd.From(output).Data.Zip(weight.Data, (o, w) => o * w).Sum()).Sum();
        }
    }
}
