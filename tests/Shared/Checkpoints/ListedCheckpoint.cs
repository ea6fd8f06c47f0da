using System.IO.Compression;
using System.Runtime.InteropServices;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Tests.Building;
using TorchSharp;
using static TorchSharp.torch;

namespace Shared.Checkpoints;

/// <summary>
/// A checkpoint with the names, types and shapes of a published list (<c>name TAB type TAB shape</c>) and numbers of its own: a tensor is
/// a piece of one row of random numbers that begins where its place in the list says, so that no two are alike.
/// </summary>
internal sealed class ListedCheckpoint : IDisposable
{
    private readonly (string Name, bool IsCounter, long[] Shape)[] _entries;
    private readonly Tensor _numbers;

    /// <param name="list">The list; lines that begin with <c>#</c> are remarks.</param>
    public ListedCheckpoint(string list)
    {
        _entries =
        [
            .. File.ReadAllLines(list)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split('\t'))
                .Select(parts => (parts[0], parts[1] == "int64", Sizes(parts[2]))),
        ];
        _numbers = rand(_entries.Max(entry => Count(entry.Shape)) + _entries.Length).DetachFromDisposeScope();
    }

    public IReadOnlyList<string> Names => [.. _entries.Select(entry => entry.Name)];

    /// <summary>What a tensor of the file holds; the caller disposes it.</summary>
    public Tensor Expected(string name)
    {
        var place = Array.FindIndex(_entries, entry => entry.Name == name);
        var (_, isCounter, shape) = _entries[place];
        return isCounter ? full(shape, place, dtype: ScalarType.Int64) : _numbers.narrow(0, place, Count(shape)).view(shape);
    }

    /// <summary>Writes it as <c>torch.save</c> does, as safetensors otherwise.</summary>
    public void Save(string path)
    {
        if (!path.EndsWith(".pth", StringComparison.Ordinal))
        {
            using var scope = NewDisposeScope();
            ModuleWeights.Save(_entries.ToDictionary(entry => entry.Name, entry => Expected(entry.Name)), path);
            return;
        }
        var pickle = Pickle.Protocol(2).Global("collections", "OrderedDict").Op(')').Op('R').Op('(');
        for (var place = 0; place < _entries.Length; place++)
        {
            var (name, isCounter, shape) = _entries[place];
            var strides = shape.Select((_, axis) => Count(shape[(axis + 1)..])).ToArray();
            pickle
                .Text(name)
                .Tensor(
                    isCounter ? "LongStorage" : "FloatStorage",
                    isCounter ? "1" : "0",
                    isCounter ? _entries.Length : _numbers.numel(),
                    place,
                    shape,
                    strides
                );
        }
        var counters = Enumerable.Range(0, _entries.Length).Select(place => (long)place).ToArray();
        File.WriteAllBytes(
            path,
            Archive.Zip(
                CompressionLevel.NoCompression,
                [
                    ("listed/data.pkl", pickle.Op('u').Stop()),
                    ("listed/data/0", _numbers.bytes.ToArray()),
                    ("listed/data/1", MemoryMarshal.AsBytes(counters.AsSpan()).ToArray()),
                ]
            )
        );
    }

    public void Dispose() => _numbers.Dispose();

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static long[] Sizes(string text) =>
        [.. text.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(long.Parse)];
}
