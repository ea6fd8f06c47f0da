using System.Security.Cryptography;
using Backbones.Onnx;
using Backbones.TorchScript;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Microsoft.Extensions.Configuration;

namespace Backbones.Exported.Tests;

/// <summary>Model files, opened as the host opens them.</summary>
internal static class Files
{
    public static string At(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "exported", name);

    /// <summary>A backbone of a file; options as <c>name=value</c> with colons for lists.</summary>
    public static ISegmentorBackbone Open(string path, params string[] options)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(options.Select(option => option.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]))
            .Build();
        IBackboneFactory factory = Path.GetExtension(path) == ".onnx" ? new OnnxFactory() : new TorchScriptFactory();
        return factory.Create(
            new(configuration, CPU) { Model = new(path, File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "") }
        );
    }

    /// <summary>A tensor of the reference file, in the caller's scope.</summary>
    public static Tensor Golden(string name)
    {
        using var file = WeightFile.Open(At("exported.golden.safetensors"));
        return ModuleWeights.Read(file, file.Tensors.Single(tensor => tensor.Name == name));
    }

    /// <summary>Encoded and decoded; the caller's to dispose.</summary>
    public static SegmentationOutput Run(this ISegmentorBackbone backbone, Tensor images)
    {
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        return backbone.Decode(embedding, PromptBatch.None);
    }

    /// <summary>The largest difference.</summary>
    public static double Apart(Tensor one, Tensor other)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(other.shape, one.shape);
        return (one - other).abs().max().ToDouble();
    }
}
