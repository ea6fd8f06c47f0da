namespace Backbones.Sam;

/// <summary>Weights by name into the network, with or without those of its routing channels.</summary>
internal static class CheckpointImport
{
    private const int Told = 5;

    // What native routing adds, and published checkpoints lack.
    private static readonly string[] _routing = ["routing_tokens.", "routing_hypernetworks_mlps.", "deferral_predictor."];

    /// <param name="network">Where to.</param>
    /// <param name="weights">Tensors by name; the caller's.</param>
    /// <param name="title">The network's name, for the message.</param>
    /// <param name="convert">
    /// A tensor of another shape as one of the network's (name, found, expected), in the innermost dispose scope; null where it cannot be. None where shapes
    /// must be the network's.
    /// </param>
    /// <param name="passedOver">Names, or beginnings of names that end in a dot, which the network does not have and a file may; none otherwise.</param>
    /// <exception cref="ArgumentException">Names or shapes differ; nothing has been changed.</exception>
    public static void Fill(
        Module network,
        IReadOnlyDictionary<string, Tensor> weights,
        string title,
        Func<string, Tensor, Tensor, Tensor?>? convert = null,
        IReadOnlyList<string>? passedOver = null
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var own = network.state_dict();
        var hasRouting = weights.Keys.Any(IsRouting);
        var (fitting, differences) = (new List<(Tensor Target, Tensor Source)>(), new List<string>());
        var expected = own.Where(entry => hasRouting || !IsRouting(entry.Key)).ToList();
        differences.AddRange(expected.Where(entry => !weights.ContainsKey(entry.Key)).Select(entry => $"'{entry.Key}' is missing"));
        differences.AddRange(weights.Keys.Where(name => !own.ContainsKey(name) && !Begins(name, passedOver ?? [])).Select(name => $"'{name}' is unexpected"));
        foreach (var (name, target) in expected)
        {
            if (!weights.TryGetValue(name, out var found))
                continue;
            if ((found.shape.SequenceEqual(target.shape) ? found : convert?.Invoke(name, found, target)) is { } source)
                fitting.Add((target, source));
            else
                differences.Add($"'{name}' is [{string.Join(", ", found.shape)}], expected [{string.Join(", ", target.shape)}]");
        }
        if (differences.Count > 0)
        {
            var more = differences.Count > Told ? $", and {differences.Count - Told} more" : "";
            throw new ArgumentException(
                $"These are not the weights of this {title}: {string.Join("; ", differences.Take(Told))}{more}. "
                    + "Set the options to the checkpoint's shape; routing channels are for the experts they were trained with.",
                nameof(weights)
            );
        }
        foreach (var (target, source) in fitting)
            target.copy_(source);
    }

    private static bool IsRouting(string name) => Begins(name, _routing);

    private static bool Begins(string name, IEnumerable<string> known) =>
        known.Any(one => one.EndsWith('.') ? name.StartsWith(one, StringComparison.Ordinal) : name == one);
}
