using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.MedSam.Tests;

/// <summary>A network of a few thousand numbers.</summary>
internal static class SmallNetwork
{
    private static readonly KeyValuePair<string, string?>[] _entries =
    [
        new("width", "12"),
        new("depth", "3"),
        new("heads", "2"),
        new("globalBlocks:0", "1"),
        new("imageSize", "32"),
        new("patch", "8"),
        new("window", "3"),
        new("embeddingChannels", "16"),
        new("maskChannels", "4"),
        new("decoderHeads", "2"),
        new("decoderMlp", "24"),
        new("scoreChannels", "10"),
    ];

    public static IConfiguration Configuration => With();

    public static MedSamOptions Options => OptionReader.Read<MedSamOptions>(Configuration);

    public static IConfiguration With(params (string Name, string Value)[] more) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(_entries)
            .AddInMemoryCollection(more.Select(entry => new KeyValuePair<string, string?>(entry.Name, entry.Value)))
            .Build();
}
