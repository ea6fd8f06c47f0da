namespace Backbones.CeNet.Tests;

/// <summary>Comparisons that name what differs.</summary>
internal static class Close
{
    public static void To(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.True(
            expected.shape.SequenceEqual(actual.shape),
            $"{what} is [{string.Join(", ", actual.shape)}]; expected is [{string.Join(", ", expected.shape)}]."
        );
        var difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= tolerance, $"{what} differs by {difference:G4}; allowed is {tolerance:G4}.");
    }

    /// <summary>By the golden files' rule for gradients: 2e-3 of the largest, and 1e-6.</summary>
    public static void Gradient(Tensor expected, Tensor? actual, string what)
    {
        Assert.True(actual is not null, $"{what} has no gradient.");
        To(expected, actual, 2e-3 * expected.abs().max().ToDouble() + 1e-6, $"the gradient of {what}");
    }

    /// <summary>
    /// By their rule for norms: 2e-3 of it, and 2e-6, because some gradients are 0 in exact arithmetic. Where there is none, there must be none.
    /// </summary>
    public static void Norms(IEnumerable<(string Parameter, double? Norm)> expected, nn.Module module)
    {
        var parameters = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var (name, wanted) in expected)
        {
            Assert.True(parameters.ContainsKey(name), $"There is no parameter '{name}'.");
            var gradient = parameters[name].grad;
            Assert.True(
                gradient is null == wanted is null,
                $"{name} {(gradient is null ? "has no gradient" : "has a gradient")}; in the original it is the other way."
            );
            if (gradient is null || wanted is not { } norm)
                continue;
            var found = gradient.norm().ToDouble();
            Assert.True(Math.Abs(found - norm) <= 2e-3 * norm + 2e-6, $"The norm of the gradient of {name} is {found:G6}; expected is {norm:G6}.");
        }
    }
}
