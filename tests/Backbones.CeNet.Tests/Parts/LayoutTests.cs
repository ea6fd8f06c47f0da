namespace Backbones.CeNet.Tests.Parts;

public sealed class LayoutTests : ScopedTensorTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_layout_changes_strides_and_no_value(int channels)
    {
        var maps = randn(2, channels, 5, 4);

        var laid = ChannelsLast.Of(maps);

        Close.To(maps, laid, 0, "the maps");
        Assert.Equal([20 * channels, 1, 4 * channels, channels], laid.stride());
        Close.To(maps, ChannelsLast.Maps(ChannelsLast.Tokens(maps), maps), 0, "tokens and back");
        Close.To(maps.gelu(), ChannelsLast.Gelu(laid), 1e-6, "GELU");
    }

    [Fact]
    public void What_is_laid_out_already_is_not_copied()
    {
        var laid = ChannelsLast.Of(randn(2, 3, 5, 4));

        // Written through the view of a view, it is seen in the original.
        ChannelsLast.Tokens(ChannelsLast.Of(laid)).fill_(7);

        Close.To(full([2, 3, 5, 4], 7f), laid, 0, "the maps");
    }
}
