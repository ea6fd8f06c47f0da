using TorchSharp.Modules;

namespace Backbones.ProbUNet;

/// <summary>The deterministic part: a U-Net without normalisation and without a last layer, which ends with the finest level's channels.</summary>
internal sealed class FeatureNetwork : Module<Tensor, Tensor>
{
    [ComponentName(Name = "contracting_path")]
    private readonly ModuleList<ConvStack> _contracting;

    [ComponentName(Name = "upsampling_path")]
    private readonly ModuleList<Joined> _upsampling;

    /// <param name="inputs">Channels of the image.</param>
    /// <param name="levels">Channels of each level, the finest first.</param>
    public FeatureNetwork(int inputs, IReadOnlyList<int> levels)
        : base(nameof(FeatureNetwork))
    {
        _contracting = new([.. levels.Select((channels, level) => new ConvStack(level == 0 ? inputs : levels[level - 1], (channels, level > 0)))]);
        _upsampling = new([.. Enumerable.Range(1, levels.Count - 1).Select(step => new Joined(levels[^step], levels[^(step + 1)]))]);
        RegisterComponents();
    }

    /// <summary>The maps on the way down, finest first: level i at stride 2^i, its size rounded up.</summary>
    /// <param name="images"><c>[B, C, H, W]</c>.</param>
    public Tensor[] Contract(Tensor images)
    {
        using var arranged = ChannelsLast.Of(images);
        var maps = new Tensor[_contracting.Count];
        for (var level = 0; level < maps.Length; level++)
            maps[level] = _contracting[level].call(level == 0 ? arranged : maps[level - 1]);
        return maps;
    }

    /// <summary>The features, <c>[B, levels[0], H, W]</c>.</summary>
    /// <param name="maps">What <see cref="Contract"/> returned.</param>
    public Tensor Expand(IReadOnlyList<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        var map = maps[^1].alias();
        for (var step = 0; step < _upsampling.Count; step++)
            map = _upsampling[step].call(map, maps[maps.Count - 2 - step]);
        return map.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Expand(Contract(input)).MoveToOuterDisposeScope();
    }
}

/// <summary>Enlarges the coarser map bilinearly, corners aligned, to the size of the finer, joins the two (the enlarged first) and convolves.</summary>
internal sealed class Joined : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "conv_block")]
    private readonly ConvStack _block;

    public Joined(int coarse, int fine)
        : base(nameof(Joined))
    {
        _block = new ConvStack(coarse + fine, (fine, false));
        RegisterComponents();
    }

    public override Tensor forward(Tensor coarse, Tensor fine)
    {
        using var scope = NewDisposeScope();
        // The double size, but where halving rounded an odd one up.
        var enlarged = functional.interpolate(coarse, size: fine.shape[2..], mode: InterpolationMode.Bilinear, align_corners: true);
        return _block.call(cat([enlarged, fine], 1)).MoveToOuterDisposeScope();
    }
}
