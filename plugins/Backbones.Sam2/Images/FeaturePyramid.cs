using TorchSharp.Modules;

namespace Backbones.Sam2.Images;

/// <summary>A feature pyramid (Lin et al. 2017) without smoothing: each stage by a convolution 1x1, and to some the next coarser level is added.</summary>
internal sealed class FeaturePyramid : Module
{
    private readonly IReadOnlyList<int> _topDown;
    private readonly InterpolationMode _mode;
    private readonly bool _sums;

    // The first is the coarsest stage's.
    [ComponentName(Name = "convs")]
    private readonly ModuleList<Lateral> _laterals;

    /// <param name="widths">Channels of the stages, the finest first.</param>
    /// <param name="options">The network's shape.</param>
    public FeaturePyramid(IReadOnlyList<int> widths, Sam2Options options)
        : base(nameof(FeaturePyramid))
    {
        _topDown = options.TopDownLevels ?? [2, 3];
        _mode = options.PyramidInterpolation == PyramidInterpolation.Nearest ? InterpolationMode.Nearest : InterpolationMode.Bilinear;
        _sums = options.PyramidSum;
        _laterals = new([.. widths.Reverse().Select(width => new Lateral(width, options.EmbeddingChannels))]);
        RegisterComponents();
    }

    /// <param name="stages">Tokens <c>[B, h, w, C]</c>, the finest first.</param>
    /// <returns>
    /// As many maps <c>[B, embedding channels, h, w]</c>, the finest first; in the innermost dispose scope. Their memory runs through the channels first.
    /// </returns>
    public IReadOnlyList<Tensor> Levels(IReadOnlyList<Tensor> stages)
    {
        using var scope = NewDisposeScope();
        var levels = new Tensor[stages.Count];
        for (var level = stages.Count - 1; level >= 0; level--)
        {
            levels[level] = _laterals[stages.Count - 1 - level].call(stages[level].permute(0, 3, 1, 2));
            if (level < stages.Count - 1 && _topDown.Contains(level))
                levels[level] = Fuse(levels[level], levels[level + 1]);
        }
        return [.. levels.Select(level => level.MoveToOuterDisposeScope())];
    }

    private Tensor Fuse(Tensor lateral, Tensor coarser)
    {
        bool? aligned = _mode == InterpolationMode.Nearest ? null : false;
        var sum = lateral + functional.interpolate(coarser, [lateral.shape[2], lateral.shape[3]], mode: _mode, align_corners: aligned);
        return _sums ? sum : sum.div(2);
    }
}

/// <summary>A convolution 1x1 from a stage's width to the pyramid's.</summary>
internal sealed class Lateral : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    public Lateral(int inputs, int outputs)
        : base(nameof(Lateral))
    {
        _conv = Conv2d(inputs, outputs, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _conv.call(input);
}
