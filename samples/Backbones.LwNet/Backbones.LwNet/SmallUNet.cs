using TorchSharp.Modules;

namespace Backbones.LwNet;

/// <summary>One of the two U-Nets: three levels of residual blocks.</summary>
internal sealed class SmallUNet : Module<Tensor, Tensor>
{
    public const int Depth = 2;

    [ComponentName(Name = "first")]
    private readonly ResidualBlock _first;

    [ComponentName(Name = "down_path")]
    private readonly ModuleList<ResidualBlock> _down;

    [ComponentName(Name = "up_path")]
    private readonly ModuleList<UpBlock> _up;

    [ComponentName(Name = "final")]
    private readonly Conv2d _final;

    public SmallUNet(int inputs, int classes, int width)
        : base(nameof(SmallUNet))
    {
        _first = new(inputs, width);
        _down = new([
            .. Enumerable
                .Range(0, Depth)
                .Select(level => new ResidualBlock(width << level, width << (level + 1))),
        ]);
        _up = new([
            .. Enumerable
                .Range(0, Depth)
                .Select(step => new UpBlock(width << (Depth - step), width << (Depth - step - 1))),
        ]);
        _final = Conv2d(width, classes, 1);
        RegisterComponents();
    }

    /// <summary>The encoder's maps, the finest first: level i has stride 2^i.</summary>
    public Tensor[] Encode(Tensor images)
    {
        var levels = new Tensor[Depth + 1];
        levels[0] = _first.call(images);
        for (var i = 0; i < Depth; i++)
        {
            using var halved = functional.max_pool2d(levels[i], 2);
            levels[i + 1] = _down[i].call(halved);
        }
        return levels;
    }

    /// <summary>The decoder's last map, which <c>final</c> reads: <c>[B, Width, H, W]</c>.</summary>
    /// <param name="levels">What <see cref="Encode"/> returned; it stays the caller's.</param>
    public Tensor Decode(IReadOnlyList<Tensor> levels)
    {
        using var scope = NewDisposeScope();
        var map = levels[Depth];
        for (var i = 0; i < Depth; i++)
            map = _up[i].call(map, levels[Depth - 1 - i]);
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>Logits <c>[B, Classes, H, W]</c> of the decoder's last map.</summary>
    public Tensor Classify(Tensor features) => _final.call(features);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(Decode(Encode(input))).MoveToOuterDisposeScope();
    }
}
