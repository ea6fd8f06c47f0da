namespace DeferredSeg.Abstractions.Backbones;

/// <summary>The named tensors of an encoding, in the order of computation. It owns them.</summary>
public sealed class Embedding : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> _entries;

    /// <summary>Takes over the tensors.</summary>
    /// <param name="entries">Names, each once, and tensors <c>[B, …]</c>.</param>
    /// <exception cref="ArgumentException">A name appears twice.</exception>
    public Embedding(IEnumerable<(string Name, Tensor Tensor)> entries)
    {
        _entries = [.. entries];
        var twice = _entries.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The embedding names '{twice.Key}' twice.", nameof(entries));
    }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Select(entry => entry.Name)];

    /// <summary>The tensor of a name; it stays the embedding's.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Tensor this[string name] =>
        _entries.Find(entry => entry.Name == name).Tensor
        ?? throw new ArgumentException($"The embedding has no '{name}'; it has {string.Join(", ", Names)}.", nameof(name));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in _entries)
            tensor.Dispose();
    }
}

/// <summary>What the caller wants of an encoding besides what decoding needs.</summary>
/// <param name="FeatureNames">Names from <see cref="BackboneDescription.Features"/>.</param>
public sealed record EncodeRequest(IReadOnlyList<string> FeatureNames)
{
    /// <summary>Nothing besides what decoding needs.</summary>
    public static EncodeRequest None { get; } = new([]);

    /// <summary>Refuses names that a network has no map of.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="known">The names that it has.</param>
    /// <param name="none">What the message says instead of the names where there are none.</param>
    /// <exception cref="ArgumentException">A name is unknown; the message names it and all that are known.</exception>
    public void Check(string network, IEnumerable<FeatureMap> known, string none = "none")
    {
        string[] names = [.. known.Select(map => map.Name)];
        var unknown = string.Join(", ", FeatureNames.Except(names));
        if (unknown.Length > 0)
            throw new ArgumentException($"{network} has no feature map {unknown}; it has {(names.Length > 0 ? string.Join(", ", names) : none)}.");
    }
}

/// <summary>The numbers that an encoder's convolutions, products and activations compute with. Weights, norms, sums and results are float32 always.</summary>
public enum EncoderPrecision
{
    /// <summary>As published.</summary>
    Float32,

    /// <summary>bfloat16, of 8 significant bits: faster on processors that have it, and embeddings that differ in the third digit.</summary>
    Bfloat16,
}
