using Backbones.MedSam.Images;

namespace Backbones.MedSam;

/// <summary>Weights by name into the network, with or without those of its routing channels.</summary>
internal static class CheckpointImport
{
    private const int Told = 5;

    // What native routing adds, and published checkpoints lack.
    private static readonly string[] _routing = ["routing_tokens.", "routing_hypernetworks_mlps.", "deferral_predictor."];

    /// <exception cref="ArgumentException">Names or shapes differ; nothing has been changed.</exception>
    public static void Fill(Module network, IReadOnlyDictionary<string, Tensor> weights)
    {
        var own = network.state_dict();
        var hasRouting = weights.Keys.Any(IsRouting);
        var expected = own.Where(entry => hasRouting || !IsRouting(entry.Key)).ToList();
        var differences = expected
            .Where(entry => !weights.ContainsKey(entry.Key))
            .Select(entry => $"'{entry.Key}' is missing")
            .Concat(weights.Keys.Where(name => !own.ContainsKey(name)).Select(name => $"'{name}' is unexpected"))
            .Concat(
                expected
                    .Where(entry =>
                        weights.TryGetValue(entry.Key, out var found)
                        && !found.shape.SequenceEqual(entry.Value.shape)
                        && !IsOtherTable(entry.Key, found, entry.Value)
                    )
                    .Select(entry => $"'{entry.Key}' is [{string.Join(", ", weights[entry.Key].shape)}], expected [{string.Join(", ", entry.Value.shape)}]")
            )
            .ToList();
        if (differences.Count > 0)
        {
            var more = differences.Count > Told ? $", and {differences.Count - Told} more" : "";
            throw new ArgumentException(
                $"These are not the weights of this MedSam: {string.Join("; ", differences.Take(Told))}{more}. "
                    + "Set the options to the checkpoint's shape; routing channels are for the experts they were trained with.",
                nameof(weights)
            );
        }
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in expected)
        {
            var found = weights[name];
            target.copy_(found.shape.SequenceEqual(target.shape) ? found : RelativePositions.Resize(found.to(ScalarType.Float32), target.shape[0]));
        }
    }

    // The published attention interpolates a table of another length, of an encoder that was trained at another size.
    private static bool IsOtherTable(string name, Tensor found, Tensor target) =>
        (name.EndsWith(".rel_pos_h", StringComparison.Ordinal) || name.EndsWith(".rel_pos_w", StringComparison.Ordinal))
        && found.dim() == 2
        && found.shape[1] == target.shape[1]
        && found.shape[0] % 2 == 1;

    private static bool IsRouting(string name) => _routing.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
