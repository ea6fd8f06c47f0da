using Backbones.Layers;
using TorchSharp.Modules;

namespace Backbones.MedSam.Tests;

/// <summary>
/// What stands below each root, which values of ordinary size cannot show: 1e-6 in the encoder and over channels, 1e-5 between tokens and image.
/// </summary>
public sealed class NormalisationTests : ScopedTensorTest
{
    private const double Deviation = 2e-3;

    [Fact]
    public void Every_norm_has_the_originals_epsilon()
    {
        using var network = new MedSamNetwork(SmallNetwork.Options with { MaskChannels = 16 });
        using var frozen = no_grad();
        var seen = 0;

        foreach (var (name, module) in network.named_modules())
        {
            var epsilon = name.StartsWith("mask_decoder.transformer.") ? 1e-5 : 1e-6;
            if (module is LayerNorm layer)
                Expect(name, epsilon, layer.call(Row(layer.weight!.shape[0])));
            if (module is not ChannelNorm channels)
                continue;
            var row = Row(channels.parameters().First().shape[0]);
            Expect(name, epsilon, channels.call(row.view(1, -1, 1, 1)));
            Expect(name, epsilon, channels.ChannelsLast(row));
        }

        // Two a block, two in the neck, two for mask prompts, one for enlarging, four a two-way block and one after them.
        Assert.Equal(3 * 2 + 2 + 2 + 1 + 2 * 4 + 1, seen);

        void Expect(string name, double epsilon, Tensor found)
        {
            if (found.dim() < 4)
                seen++;
            var expected = Deviation / Math.Sqrt(Deviation * Deviation + epsilon);
            Assert.True(Math.Abs(found.max().ToDouble() - expected) < 1e-4, $"{name} makes {Deviation} {found.max().ToDouble()}; expected {expected}");
        }
    }

    // Half above the mean and half below: the biased variance is the square.
    private static Tensor Row(long length) =>
        tensor(Enumerable.Range(0, (int)length).Select(i => (float)(i % 2 == 0 ? Deviation : -Deviation)).ToArray()).view(1, length);
}
