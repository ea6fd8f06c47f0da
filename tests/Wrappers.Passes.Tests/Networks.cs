using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using Microsoft.Extensions.Configuration;

namespace Wrappers.Passes.Tests;

/// <summary>Small networks, and wrappers around them.</summary>
internal static class Networks
{
    private static readonly (string Name, string Value)[] _small = [("width", "4"), ("depth", "1")];

    /// <summary>A U-Net, without options of two levels and 4 features, in evaluation mode.</summary>
    public static UNetBackbone UNet(int seed, params (string Name, string Value)[] options)
    {
        manual_seed(seed);
        var backbone = (UNetBackbone)
            new UNetFactory().Create(new(Options([.. _small.Where(one => !options.Any(option => option.Name == one.Name)), .. options]), CPU));
        backbone.Module.eval();
        return backbone;
    }

    public static ISegmentorBackbone TestTime(ISegmentorBackbone network, string symmetries = "flips") =>
        new TestTimeFactory().Create([network], new(Options([("symmetries", symmetries)]), CPU));

    public static ISegmentorBackbone Ensemble(params ISegmentorBackbone[] networks) => new EnsembleFactory().Create(networks, new(Options([]), CPU));

    /// <summary>What a backbone answers to images.</summary>
    public static SegmentationOutput Answer(ISegmentorBackbone backbone, Tensor images, PromptBatch? prompts = null)
    {
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        return backbone.Decode(embedding, prompts ?? PromptBatch.None);
    }

    public static IConfiguration Options((string Name, string Value)[] options) =>
        new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value))).Build();
}

/// <summary>A network of a test: what it describes, and its answer to a batch and its prompts.</summary>
internal sealed class GivenNetwork(Func<Tensor, PromptBatch, Tensor> answer) : ISegmentorBackbone
{
    /// <summary>One channel, one class, no features, no prompts, any size.</summary>
    public static BackboneDescription Plain { get; } =
        new()
        {
            Id = "Given",
            Version = "1.0.0",
            Input = new() { Channels = 1 },
            Classes = 1,
            ClassKind = ClassKind.Multilabel,
            DecoderChannels = null,
            IsBatchIndependent = true,
        };

    public BackboneDescription Description { get; init; } = Plain;

    public BackboneDescription Describe() => Description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => new([("image", images.clone())]);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        new(answer(prompts.Select(embedding["image"]), prompts));

    public void Dispose() { }
}
