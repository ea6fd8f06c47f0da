using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>A folder with images of this test, and the small network of <see cref="RouteCase"/>, whose weights follow from its seed.</summary>
internal sealed class RouteImageCase(RouteCase cases) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deferredseg-route-");

    /// <summary>The seed of everything drawn, for messages.</summary>
    public int Seed { get; } = TestSeed.Value;

    /// <summary>The folder, which is gone at the end.</summary>
    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A path below the folder, whose own folder is there.</summary>
    public string Path(string name)
    {
        var path = System.IO.Path.Combine(Folder, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Smooth samples with some noise, 0 to 255.</summary>
    public byte[] Samples(int height, int width, int salt = 0)
    {
        var random = new Random(Seed + salt);
        var (across, down, phase) = (0.1 + random.NextDouble() / 3, 0.1 + random.NextDouble() / 3, random.NextDouble() * 6);
        return
        [
            .. Enumerable
                .Range(0, height * width)
                .Select(i => (byte)(110 + 90 * Math.Sin(across * (i % width) + phase) * Math.Cos(down * (i / width)) + random.Next(50))),
        ];
    }

    /// <summary>Writes a PNG; samples are interleaved.</summary>
    public string Picture(string name, int height, int width, IEnumerable<int> samples, int channels = 1, int depth = 8)
    {
        var path = Path(name);
        ImageFile.Write(path, new(height, width, channels, depth, [.. samples.Select(sample => (ushort)sample)]));
        return path;
    }

    public string Picture(string name, int height, int width, byte[] samples) => Picture(name, height, width, samples.Select(sample => (int)sample));

    /// <summary>Writes values as a network's input.</summary>
    public string Tensor(string name, int height, int width, float[] values)
    {
        var path = Path(name);
        SafetensorsWriter.Write(
            path,
            [
                (
                    new TensorInfo("image", TensorDType.Float32, 1, values.Length / height / width, height, width),
                    (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(values.AsSpan()).ToArray()
                ),
            ]
        );
        return path;
    }

    /// <summary>Writes an NPY of one plane.</summary>
    public string Array(string name, int height, int width, float[] values)
    {
        var path = Path(name);
        NumpyWriter.WriteArray(
            path,
            new TensorInfo("image", TensorDType.Float32, height, width),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(values.AsSpan()))
        );
        return path;
    }

    /// <summary>The experiment as a file: constant experts who say 1 and 0, a head of <see cref="RouteCase"/>, and what a test changes.</summary>
    public string Configuration(string head = "some", Action<JsonObject>? edit = null) =>
        cases.Configuration(
            head,
            json =>
            {
                json["experts"] = JsonNode.Parse(
                    """[ { "name": "first", "source": "constant", "options": { "value": 1 } }, { "name": "second", "source": "constant", "options": { "value": 0 } } ]"""
                );
                edit?.Invoke(json);
            }
        );

    /// <summary>Routes, and expects that it works.</summary>
    public JsonElement Route(string configuration, string output, params string[] arguments)
    {
        var run = ProgramRun.Of([
            "route",
            "--untrained",
            "--config",
            configuration,
            "--output",
            System.IO.Path.Combine(Folder, output),
            "--files",
            "all",
            "--format",
            "json",
            .. arguments,
        ]);
        Assert.True(run.ExitCode == 0, $"seed {Seed}: {run.Error}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    /// <summary>The numbers of a result.</summary>
    public double[] Read(string name)
    {
        using var file = ArrayFile.Open(System.IO.Path.Combine(Folder, name));
        var info = file.Tensors[0];
        var bytes = new byte[info.ByteCount];
        file.Read(info.Name, bytes);
        return info.DType == TensorDType.Float32
            ? [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)]
            : [.. bytes.Select(value => (double)value)];
    }

    /// <summary>The files of a folder by their names.</summary>
    public string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Folder, folder)).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
