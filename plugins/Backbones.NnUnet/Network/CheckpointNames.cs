namespace Backbones.NnUnet.Network;

/// <summary>
/// The names of tensors in nnU-Net's checkpoints, where most have several: each unit holds its layers twice, and the decoder holds the encoder again.
/// </summary>
internal static class CheckpointNames
{
    private const string Encoder = "encoder.";
    private const string InDecoder = "decoder.encoder.";

    private static readonly (string Named, string Counted)[] _layers = [(".conv.", ".all_modules.0."), (".norm.", ".all_modules.1.")];

    // What distributed and compiled training puts before every name.
    private static readonly string[] _wrappers = ["module.", "_orig_mod."];

    /// <summary>The name under which the network holds a tensor.</summary>
    public static string First(string name)
    {
        while (_wrappers.FirstOrDefault(wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is { } wrapper)
            name = name[wrapper.Length..];
        if (name.StartsWith(InDecoder, StringComparison.Ordinal))
            name = Encoder + name[InDecoder.Length..];
        return _layers.Aggregate(name, (first, layer) => first.Replace(layer.Counted, layer.Named, StringComparison.Ordinal));
    }

    /// <summary>All names of a tensor in a checkpoint, the first one first.</summary>
    public static IReadOnlyList<string> All(string first)
    {
        List<string> names = [first];
        names.AddRange(
            _layers
                .Where(layer => first.Contains(layer.Named, StringComparison.Ordinal))
                .Select(layer => first.Replace(layer.Named, layer.Counted, StringComparison.Ordinal))
        );
        if (first.StartsWith(Encoder, StringComparison.Ordinal))
            names.AddRange([.. names.Select(name => InDecoder + name[Encoder.Length..])]);
        return names;
    }

    /// <summary>Fills a network. All names and shapes are compared before the first value is read.</summary>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights are from, for messages.</param>
    /// <param name="shapes">The shapes of what there is, by name.</param>
    /// <param name="read">Reads a tensor; this disposes it.</param>
    /// <exception cref="ArgumentException">They are another network's, or two names of one tensor have different values.</exception>
    public static void Fill(Module network, string source, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, Func<string, Tensor> read)
    {
        var targets = network.state_dict();
        var found = shapes.Keys.GroupBy(First).ToDictionary(group => group.Key, group => group.ToList());
        List<string> wrong =
        [
            .. targets.Keys.Where(name => !found.ContainsKey(name)).Select(name => $"{name} is missing"),
            .. found.Keys.Where(name => !targets.ContainsKey(name)).Select(name => $"{name} is none of the network's"),
            .. found
                .Where(one => targets.ContainsKey(one.Key))
                .SelectMany(one => one.Value)
                .Where(name => !targets[First(name)].shape.SequenceEqual(shapes[name]))
                .Select(name => $"{name} is [{string.Join(", ", shapes[name])}] and the network's [{string.Join(", ", targets[First(name)].shape)}]"),
        ];
        if (wrong.Count > 0)
            throw new ArgumentException(
                $"{source} holds the weights of another network than plans.json and dataset.json describe: {string.Join("; ", wrong.Take(4))}"
                    + $"{(wrong.Count > 4 ? $"; and {wrong.Count - 4} more" : "")}. Take all files of one training."
            );
        using var frozen = no_grad();
        foreach (var (name, names) in found)
        {
            using var values = read(names[0]);
            foreach (var other in names.Skip(1))
            {
                using var again = read(other);
                if (!values.Equals(again) && !values.allclose(again, 0, 0, equal_nan: true))
                    throw new ArgumentException(
                        $"{source}: {names[0]} and {other} are one tensor of the network and have different values; the file is damaged."
                    );
            }
            targets[name].copy_(values);
        }
    }
}
