namespace DeferredSeg.PluginKit.Trials;

/// <summary>Which parameters a loss reaches.</summary>
internal static class Gradients
{
    /// <summary>Runs a random linear loss backward, which tells all values apart.</summary>
    public static void Backward(string call, IReadOnlyList<(string Name, Tensor Tensor)> outputs, ConformanceSettings settings)
    {
        if (outputs.FirstOrDefault(output => !output.Tensor.requires_grad) is { Name: { } name })
            throw new CheckFailure(
                call,
                $"in training mode {name} records no gradient",
                $"{name} that a loss can be run backward from",
                "Do not compute in no_grad or inference mode where the module trains, nor detach."
            );
        var loss = outputs
            .Select((output, index) => output.Tensor.mul(TrialInputs.Random(output.Tensor.shape, settings, 100 + index)).mean())
            .Aggregate((sum, next) => sum.add(next));
        Guarded.Call("the backward pass", () => loss.backward());
    }

    /// <summary>Fails where a parameter that claims to be trained has no or no finite gradient, or a frozen one has any.</summary>
    public static void Check(Module module, IReadOnlyList<string> frozen)
    {
        const string Call = "the loss's backward pass";
        var dead = new List<string>();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var gradient = parameter.grad;
            var isFrozen = frozen.Any(part => name.StartsWith(part, StringComparison.Ordinal));
            if (isFrozen && gradient is not null)
                throw new CheckFailure(
                    Call,
                    $"the frozen parameter '{name}' has a gradient",
                    "none, as FrozenParts says",
                    "Set requires_grad to false for frozen parts, or do not describe them as frozen."
                );
            if (isFrozen || !parameter.requires_grad)
                continue;
            if (gradient is null)
                dead.Add(name);
            else
                Expect.Finite(Call, $"the gradient of '{name}'", gradient);
        }
        if (dead.Count > 0)
            throw new CheckFailure(
                Call,
                $"no gradient reaches {string.Join(", ", dead.Take(5))}{(dead.Count > 5 ? $" and {dead.Count - 5} more" : "")}",
                "a gradient for every parameter that claims to be trained",
                "Use the parameter, remove it, or set its requires_grad to false."
            );
    }
}
