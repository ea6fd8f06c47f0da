using Microsoft.Extensions.Configuration;

namespace Backbones.CeNet.Tests;

/// <summary>A network that is quick to compute.</summary>
internal static class Small
{
    public static CeNetOptions Options { get; } =
        new(Encoder: EncoderKind.PvtV2B0, Pvt: new([16, 16, 32, 32], [1, 1, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [8, 4, 2, 1]), Heads: [2, 2, 2]);

    /// <summary>The same as a configuration, with some options added.</summary>
    public static IConfiguration Configuration(params (string Name, string Value)[] more) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("encoder", "pvtV2B0"),
                .. List("pvt:widths", 16, 16, 32, 32),
                .. List("pvt:heads", 1, 1, 2, 2),
                .. List("pvt:mlpRatios", 2, 2, 2, 2),
                .. List("pvt:depths", 1, 1, 1, 1),
                .. more.Select(option => new KeyValuePair<string, string?>(option.Name, option.Value)),
            ])
            .Build();

    private static IEnumerable<KeyValuePair<string, string?>> List(string name, params int[] values) =>
        values.Select((value, i) => new KeyValuePair<string, string?>($"{name}:{i}", $"{value}"));
}
