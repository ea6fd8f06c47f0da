using TorchSharp.Modules;

namespace Modules.SafeClick.Layers;

/// <summary>The consensus reasoning layer (Eq. 6 to 9): which channels of the experts differ tells how the second one's are mixed.</summary>
internal sealed class ConsensusLayer : Module
{
    private readonly SafeClickOptions _options;

    [ComponentName(Name = "alpha")]
    private readonly Parameter? _alpha;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    [ComponentName(Name = "norm")]
    private readonly ChannelNorm _norm;

    /// <param name="channels">Channels C1 of the experts' results.</param>
    /// <param name="decoder">Channels C of the decoder's image.</param>
    /// <param name="options">The choices.</param>
    public ConsensusLayer(int channels, int decoder, SafeClickOptions options)
        : base(nameof(ConsensusLayer))
    {
        _options = options;
        _alpha = options is { Consensus: true, CrossExpert: true } ? Parameter(tensor((float)options.Alpha)) : null;
        _convolution = Conv2d(channels, decoder, options.ConsensusKernel, padding: options.ConsensusKernel / 2);
        init.zeros_(_convolution.weight);
        init.zeros_(_convolution.bias!);
        _norm = new(decoder);
        RegisterComponents();
    }

    /// <summary>What the experts say, for any prompt: the zero-initialised convolution of the mixed channels.</summary>
    /// <param name="first">The first expert's map, <c>[B, C1, H, W]</c>; null without.</param>
    /// <param name="second">The second expert's map, <c>[B, C1, H, W]</c>.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Say(Tensor? first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var mixed =
            _options.Consensus ? Refine(first, second)
            : first is null ? second
            : first + second;
        return _convolution.call(mixed).MoveToOuterDisposeScope();
    }

    /// <summary>The decoder's image with what the experts say of it (Eq. 9).</summary>
    /// <param name="said">From <see cref="Say"/>, <c>[P, C, H, W]</c>.</param>
    /// <param name="image">What the prompted decoder makes of the image, <c>[P, C, H, W]</c>.</param>
    /// <returns><c>[P, C, H, W]</c>; with the identity start equal to the image, bit for bit, while the experts say zeros.</returns>
    public Tensor Agree(Tensor said, Tensor image)
    {
        using var scope = NewDisposeScope();
        // Sums take over the order in memory of what comes first, and what follows rounds by it.
        var enhanced = Settle(image + said);
        if (_options.Start == SafeClickStart.Identity)
            enhanced = image + (enhanced - Settle(image));
        return enhanced.MoveToOuterDisposeScope();
    }

    /// <summary>The second expert's map, its channels mixed by what they refer to (Eq. 8).</summary>
    internal Tensor Refine(Tensor? first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var channels = second.flatten(2);
        var mix = Contrast(channels, channels);
        if (first is not null)
            mix = (mix + _alpha! * Contrast(first.flatten(2), channels)) / (1 + _alpha!);
        return (mix.bmm(channels) + channels).view(second.shape).MoveToOuterDisposeScope();
    }

    /// <summary>How unlike channels are, as weights <c>[B, C1, C1]</c>.</summary>
    /// <param name="rows"><c>[B, C1, N]</c>.</param>
    /// <param name="columns"><c>[B, C1, N]</c>.</param>
    internal Tensor Contrast(Tensor rows, Tensor columns)
    {
        using var scope = NewDisposeScope();
        return (Unlike(rows, columns) / _options.Temperature).softmax(_options.Softmax == ContrastAxis.Last ? 2 : 1).MoveToOuterDisposeScope();
    }

    /// <summary>The maximum of the channels' products less each of them (Eq. 7), <c>[B, C1, C1]</c>.</summary>
    internal Tensor Unlike(Tensor rows, Tensor columns)
    {
        using var scope = NewDisposeScope();
        var products = rows.bmm(columns.transpose(1, 2));
        var largest = _options.Maximum == ContrastMaximum.Row ? products.amax([2], keepdim: true) : products.amax([1, 2], keepdim: true);
        return (largest - products).MoveToOuterDisposeScope();
    }

    private Tensor Settle(Tensor map) => functional.leaky_relu(_norm.call(map), _options.LeakySlope);
}
