using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

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

/// <summary>
/// Edges (FEA): what a map loses at one scale and keeps at another. A map is resized down and up again at each scale; the absolute differences
/// to it are compared between the scales, pair by pair, and averaged. The weights with which they are added belong here.
/// </summary>
internal sealed class EdgeFilter : Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<double> _scaleFactors;

    [ComponentName(Name = "w")]
    private readonly Parameter _weight;

    public EdgeFilter(int channels, IReadOnlyList<double> scaleFactors)
        : base(nameof(EdgeFilter))
    {
        _scaleFactors = scaleFactors;
        _weight = Parameter(ones(1, channels, 1, 1));
        RegisterComponents();
    }

    /// <summary>The weight of each channel's edges, <c>[1, C, 1, 1]</c>.</summary>
    public Parameter Weight => _weight;

    /// <returns>The edges, not weighted: <c>[B, C, H, W]</c>.</returns>
    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var losses = _scaleFactors.Select(scale => Loss(maps, scale)).ToList();
        Tensor? sum = null;
        var pairs = 0;
        for (var i = 0; i < losses.Count; i++)
        {
            for (var j = i + 1; j < losses.Count; j++, pairs++)
            {
                var edges = (losses[i], losses[j]) switch
                {
                    (null, null) => maps.zeros_like(),
                    (null, { } other) => other,
                    ({ } one, null) => one,
                    ({ } one, { } other) => one.sub(other).abs(),
                };
                sum = sum is null ? edges : sum.add(edges);
            }
        }
        if (sum is null)
            return maps.zeros_like().MoveToOuterDisposeScope();
        return (pairs == 1 ? sum : sum.div(pairs)).MoveToOuterDisposeScope();
    }

    /// <summary>The absolute difference to the map at a scale; null at scale 1, where it is 0.</summary>
    private static Tensor? Loss(Tensor maps, double scale)
    {
        if (scale == 1)
            return null;
        using var scope = NewDisposeScope();
        // The scale is used as it is for the sampling; the ratio of the rounded sizes would give other values.
        var small = functional.interpolate(maps, scale_factor: [scale, scale], mode: InterpolationMode.Bilinear, align_corners: false);
        var back = functional.interpolate(small, maps.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
        return maps.sub(back).abs().MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The difference of two attentions for each head, normalised. Source: Ye et al., "Differential Transformer", 2024: w = A₁ − λ A₂ with
/// λ = exp(λq1·λk1) − exp(λq2·λk2) + λ₀ and λ₀ = .8 − .6 exp(−.3 depth); each head's result is divided by its
/// root mean square and multiplied by 1 − λ₀.
/// </summary>
internal sealed class DifferentialAttention : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    private readonly int _heads;
    private readonly double _start;
    private readonly Parameter[] _lambda;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _q;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _k;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _v;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _out;

    /// <param name="width">Numbers of a row; twice the heads divide them.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="depth">The depth that gives λ₀.</param>
    public DifferentialAttention(int width, int heads, int depth)
        : base(nameof(DifferentialAttention))
    {
        _heads = heads;
        _start = 0.8 - 0.6 * Math.Exp(-0.3 * depth);
        string[] names = ["lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"];
        _lambda = [.. names.Select(_ => Parameter(randn(width / heads / 2).mul_(0.1)))];
        _q = Linear(width, width, hasBias: false);
        _k = Linear(width, width, hasBias: false);
        _v = Linear(width, width, hasBias: false);
        _out = Linear(width, width, hasBias: false);
        foreach (var (name, parameter) in names.Zip(_lambda))
            register_parameter(name, parameter);
        RegisterComponents();
    }

    /// <param name="rows"><c>[B, N, width]</c>.</param>
    public override Tensor forward(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var (batch, count, width) = (rows.shape[0], rows.shape[1], rows.shape[2]);
        var each = width / _heads;
        Tensor[] Pair(Tensor all) => all.view(batch, count, _heads, 2, each / 2).permute(3, 0, 2, 1, 4).reshape(2, batch * _heads, count, each / 2).unbind(0);

        var queries = Pair(_q.Apply(rows).mul(1 / Math.Sqrt(each / 2)));
        var values = _v.Apply(rows).view(batch, count, _heads, each).transpose(1, 2).reshape(batch * _heads, count, each);
        var difference = RowAttention.Difference(queries, Pair(_k.Apply(rows)), values, Lambda());
        var scale = difference.square().mean([-1], keepdim: true).add(Epsilon).rsqrt().mul(1 - _start);
        var heads = difference.mul(scale).view(batch, _heads, count, each).transpose(1, 2).reshape(batch, count, width);
        return _out.Apply(heads).MoveToOuterDisposeScope();
    }

    private Tensor Lambda() => _lambda[0].mul(_lambda[1]).sum().exp().sub(_lambda[2].mul(_lambda[3]).sum().exp()).add(_start);
}
