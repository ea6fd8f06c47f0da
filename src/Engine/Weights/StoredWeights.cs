using System.Text.Json.Nodes;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Formats;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Engine.Weights;

/// <summary>Files of weights for plugins, which know no formats.</summary>
public sealed class WeightReader : IWeightReader
{
    /// <inheritdoc/>
    public IStoredWeights Open(string path)
    {
        try
        {
            return new StoredWeights(WeightFile.Open(path));
        }
        catch (Exception e) when (e is WeightFileException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(e is WeightFileException ? e.Message : $"{path} cannot be read: {e.Message}", e);
        }
    }

    private sealed class StoredWeights(ITensorFile file) : IStoredWeights
    {
        public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; } =
            file.Tensors.ToDictionary(tensor => tensor.Name, tensor => (IReadOnlyList<long>)[.. tensor.Shape]);

        public JsonObject Values { get; } = file is PyTorchFile pytorch && PlainValues.Of(pytorch.Root) is JsonObject found ? found : [];

        public Tensor Read(string name)
        {
            try
            {
                return file.TryGet(name, out var tensor)
                    ? ModuleWeights.Read(file, tensor)
                    : throw new ArgumentException($"{file.Path} has no tensor '{name}'.", nameof(name));
            }
            catch (WeightFileException e)
            {
                throw new ArgumentException(e.Message, e);
            }
        }

        public void Dispose() => file.Dispose();
    }
}

/// <summary>The plain values of a saved object as JSON.</summary>
internal static class PlainValues
{
    /// <summary>A value; null for what is none, such as tensors and objects of a program's own classes.</summary>
    public static JsonNode? Of(PickleValue value) =>
        value switch
        {
            PickleText text => text.Value,
            PickleBoolean boolean => boolean.Value,
            PickleInteger integer when integer.Value >= long.MinValue && integer.Value <= long.MaxValue => (long)integer.Value,
            PickleFloat real when double.IsFinite(real.Value) => real.Value,
            PickleObject => null,
            PickleDictionary dictionary => OfDictionary(dictionary),
            PickleSequence sequence => new JsonArray([.. sequence.Items.Select(Of)]),
            _ => null,
        };

    private static JsonObject OfDictionary(PickleDictionary dictionary)
    {
        var result = new JsonObject();
        foreach (var (key, item) in dictionary.Entries)
        {
            var name = key switch
            {
                PickleText text => text.Value,
                PickleInteger integer => integer.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => null,
            };
            if (name is not null)
                result[name] = Of(item);
        }
        return result;
    }
}
