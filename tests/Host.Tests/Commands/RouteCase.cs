using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Two images of 24 by 24 pixels, a small network with known features, and heads that route by them.</summary>
public sealed class RouteCase : IDisposable
{
    public const int Images = 2;
    public const int Side = 24;
    public const int Pixels = Side * Side;

    private const int Width = 4;

    public RouteCase()
    {
        var random = new Random(5);
        float[] image = [.. Enumerable.Range(0, Images * Pixels).Select(i => (i % Side < Side / 2 ? -1 : 1) + (float)random.NextDouble())];
        byte[] target = [.. Enumerable.Range(0, Images * Pixels).Select(i => (byte)(i / Side % Side < Side / 3 ? 1 : 0))];
        Write("case", ("image", TensorDType.Float32, [Images, 1, Side, Side], Bytes(image)), ("target", TensorDType.UInt8, [Images, 1, Side, Side], target));
        Write("other", ("picture", TensorDType.Float32, [1, 1, Side, Side], Bytes(image[..Pixels])));
        Write("colour", ("image", TensorDType.Float32, [1, 3, 8, 24], Bytes(image[..Pixels])));
        Write(
            "mismatch",
            ("image", TensorDType.Float32, [1, 1, Side, Side], Bytes(image[..Pixels])),
            ("target", TensorDType.UInt8, [1, 2, Side, Side / 2], target[..Pixels])
        );
        Write("integers", ("image", TensorDType.UInt8, [1, 1, Side, Side], target[..Pixels]));

        // The features of the same network by the same seed; half of the pixels are above the median of the liveliest channel.
        var run = ProgramRun.Of(
            "forward",
            "--backbone",
            "UNet",
            "--set",
            $"width={Width}",
            "--set",
            "depth=2",
            "--seed",
            "3",
            "--input",
            Path("case"),
            "--output",
            Path("features")
        );
        if (run.ExitCode != 0)
            throw new InvalidOperationException(run.Error);
        var features = Floats(Path("features"), "features");
        var (channel, median) = Enumerable
            .Range(0, Width)
            .Select(c => (c, Values: Of(features, c).Order().ToList()))
            .OrderByDescending(one => one.Values[^1] - one.Values[0])
            .Select(one => (one.c, one.Values[one.Values.Count / 2]))
            .First();
        var weight = new float[3 * Width];
        weight[Width + channel] = 1;
        Write(
            "some",
            ("routing.weight", TensorDType.Float32, [3, Width, 1, 1], Bytes(weight)),
            ("routing.bias", TensorDType.Float32, [3], Bytes([0, -median, -1000]))
        );
        Write(
            "second",
            ("routing.weight", TensorDType.Float32, [3, Width, 1, 1], Bytes(new float[3 * Width])),
            ("routing.bias", TensorDType.Float32, [3], Bytes([0, 0, 1]))
        );
        Write(
            "tied",
            ("routing.weight", TensorDType.Float32, [3, Width, 1, 1], Bytes(new float[3 * Width])),
            ("routing.bias", TensorDType.Float32, [3], Bytes([1, 1, 1]))
        );
        Write(
            "diverged",
            ("routing.weight", TensorDType.Float32, [3, Width, 1, 1], Bytes(new float[3 * Width])),
            ("routing.bias", TensorDType.Float32, [3], Bytes([0, float.NaN, 1]))
        );
        Write(
            "wide",
            ("routing.weight", TensorDType.Float32, [3, 9, 1, 1], Bytes(new float[27])),
            ("routing.bias", TensorDType.Float32, [3], Bytes([0, 0, 1]))
        );
    }

    private string Folder { get; } = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Path(string name) => System.IO.Path.Combine(Folder, name + ".safetensors");

    /// <summary>A folder that is not there yet.</summary>
    public string Output() => System.IO.Path.Combine(Folder, Guid.NewGuid().ToString("N"));

    /// <summary>The experiment as a file: the head's weights, and what a person would change in it.</summary>
    public string Configuration(string head, Action<JsonObject>? edit = null)
    {
        var json = JsonNode
            .Parse(
                $$"""
                {
                  "seed": 3,
                  "backbone": { "id": "UNet", "options": { "width": {{Width}}, "depth": 2 } },
                  "head": { "id": "RoutingChannels", "options": { "predictor": false }, "weights": "{{Path(head)}}" },
                  "experts": [ { "name": "first", "source": "constant", "options": { "value": 0 } }, { "name": "second", "source": "oracle" } ]
                }
                """
            )!
            .AsObject();
        edit?.Invoke(json);
        var file = Output() + ".json";
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }

    public static float[] Floats(string file, string name) => [.. MemoryMarshal.Cast<byte, float>(Read(file, name))];

    public static long[] Longs(string file, string name) => [.. MemoryMarshal.Cast<byte, long>(Read(file, name))];

    public static byte[] Read(string file, string name)
    {
        using var tensors = WeightFile.Open(file);
        Assert.True(tensors.TryGet(name, out var tensor), name);
        var values = new byte[tensor.ByteCount];
        tensors.Read(name, values);
        return values;
    }

    private static IEnumerable<float> Of(float[] features, int channel) => features.Where((_, i) => i / Pixels % Width == channel);

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private void Write(string name, params (string Name, TensorDType Type, long[] Shape, byte[] Values)[] tensors) =>
        SafetensorsWriter.Write(
            Path(name),
            [.. tensors.Select(tensor => (new TensorInfo(tensor.Name, tensor.Type, tensor.Shape), (ReadOnlyMemory<byte>)tensor.Values))]
        );
}
