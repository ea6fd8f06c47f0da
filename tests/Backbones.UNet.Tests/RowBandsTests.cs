namespace Backbones.UNet.Tests;

/// <summary>Large images go through in bands of rows, and come out as whole.</summary>
public sealed class RowBandsTests : ScopedTensorTest
{
    [Theory]
    [InlineData(1063, 1001, false)]
    [InlineData(1024, 1026, true)]
    public void Bands_of_rows_give_what_whole_maps_give(int height, int width, bool bilinear)
    {
        manual_seed(3);
        using var network = new UNet(new(InputChannels: 1, Classes: 1, Width: 2, Depth: 2, Bilinear: bilinear));
        var images = rand(2, 1, height, width);
        network.eval();
        // Answers that differ from pixel to pixel, and a normalisation that changes something.
        using (no_grad())
            foreach (var parameter in network.parameters())
                parameter.normal_(0.2, 0.5);
        Tensor Bands()
        {
            using var frozen = no_grad();
            return network.call(images);
        }

        var (whole, bands) = (network.call(images).detach(), Bands());

        Assert.Equal(whole.shape, bands.shape);
        Assert.InRange((whole - bands).abs().max().ToSingle(), 0, 1e-6f * whole.abs().max().ToSingle());
        Assert.True(whole.std().ToSingle() > 1e-3f);
    }
}
