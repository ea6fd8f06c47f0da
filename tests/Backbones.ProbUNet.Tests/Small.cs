using Microsoft.Extensions.Configuration;

namespace Backbones.ProbUNet.Tests;

/// <summary>A network of three narrow levels.</summary>
internal static class Small
{
    public static ProbUNetOptions Options { get; } = new(Filters: [4, 6, 8], LatentSize: 3, Samples: 5);

    public static IConfiguration Configuration(params (string Name, string Value)[] more) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("filters:0", "4"), new("filters:1", "6"), new("filters:2", "8"), new("latentSize", "3"), new("samples", "5")])
            .AddInMemoryCollection(more.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value)))
            .Build();

    public static ProbUNetBackbone Backbone(ProbUNetOptions options)
    {
        manual_seed(5);
        var backbone = new ProbUNetBackbone(options);
        backbone.Module.eval();
        return backbone;
    }
}
