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
