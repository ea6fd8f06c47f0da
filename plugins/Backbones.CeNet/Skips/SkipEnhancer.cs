using Backbones.CeNet.Attention;
using Backbones.CeNet.Options;
using TorchSharp.Modules;

namespace Backbones.CeNet.Skips;

/// <summary>
/// A skip connection, the dual selective enhancement block (DSEB): with y = the decoder's map and the encoder's, it mixes
/// 2y + w·edges(y) + attention(y)·y by a convolution 1x1 and adds the encoder's map.
/// </summary>
internal sealed class SkipEnhancer : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "boundary")]
    private readonly EdgeFilter _edges;

    [ComponentName(Name = "diffattn")]
    private readonly DifferentialAttention _attention;

    [ComponentName(Name = "mixer")]
    private readonly Conv2d _mixer;
    private readonly MergeMode _mode;

    /// <param name="channels">Channels of either map.</param>
    /// <param name="scaleFactors">The scales of the edges.</param>
    /// <param name="heads">Heads of the attention.</param>
    /// <param name="depth">The depth by which the attention's λ starts: 4, 3, 2 at maps of 14, 28, 56 pixels.</param>
    /// <param name="mode">How the two maps meet.</param>
    public SkipEnhancer(int channels, IReadOnlyList<double> scaleFactors, int heads, int depth, MergeMode mode)
        : base(nameof(SkipEnhancer))
    {
        var joined = mode == MergeMode.Cat ? 2 * channels : channels;
        _mode = mode;
        _edges = new(joined, scaleFactors);
        _attention = new(joined, heads, depth);
        _mixer = Conv2d(joined, channels, 1, bias: false);
        RegisterComponents();
    }

    /// <param name="skip">The encoder's map, <c>[B, C, H, W]</c>.</param>
    /// <param name="decoded">The decoder's map of the same shape.</param>
    public override Tensor forward(Tensor skip, Tensor decoded)
    {
        using var scope = NewDisposeScope();
        var joined = _mode == MergeMode.Cat ? cat([decoded, skip], 1) : decoded.add(skip);
        return skip.add(Pointwise.Maps(_mixer, Enhanced(joined))).MoveToOuterDisposeScope();
    }

    private Tensor Enhanced(Tensor joined)
    {
        using var scope = NewDisposeScope();
        return joined.mul(Attended(joined).add(2)).addcmul(_edges.call(joined), _edges.Weight, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Attention between rows of C numbers of the map's memory, channel after channel, as published: a row is a piece of one
    /// channel's map, not a pixel's channels.
    /// </summary>
    private Tensor Attended(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var shape = maps.shape;
        var rows = maps.contiguous().view(shape[0], -1, shape[1]);
        return ChannelsLast.Of(_attention.call(rows).view(shape)).MoveToOuterDisposeScope();
    }
}
