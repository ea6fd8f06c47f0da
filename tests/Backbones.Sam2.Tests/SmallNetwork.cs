using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.Sam2.Tests;

/// <summary>A network of a few thousand numbers.</summary>
internal static class SmallNetwork
{
    private static readonly KeyValuePair<string, string?>[] _entries =
    [
        new("width", "8"),
        new("heads", "1"),
        new("stages:0", "1"),
        new("stages:1", "1"),
        new("stages:2", "2"),
        new("stages:3", "1"),
        new("globalBlocks:0", "3"),
        new("positionGrid:0", "3"),
        new("positionGrid:1", "2"),
        new("windows:0", "8"),
        new("windows:1", "4"),
        new("windows:2", "6"),
        new("windows:3", "3"),
        new("embeddingChannels", "16"),
        new("maskChannels", "4"),
        new("decoderHeads", "2"),
        new("decoderMlp", "24"),
        new("scoreChannels", "10"),
    ];

    public static IConfiguration Configuration => With();

    public static Sam2Options Options => OptionReader.Read<Sam2Options>(Configuration);

    public static IConfiguration With(params (string Name, string Value)[] more) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(_entries)
            .AddInMemoryCollection(more.Select(entry => new KeyValuePair<string, string?>(entry.Name, entry.Value)))
            .Build();
}
