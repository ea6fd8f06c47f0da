using Backbones.NnUnet.Plans;

namespace Backbones.NnUnet.Network;

/// <summary>Residual blocks one after the other; the first one steps.</summary>
internal sealed class ResidualStage : Module<Tensor, Tensor>
{
    [ComponentName(Name = "blocks")]
    private readonly TorchSharp.Modules.ModuleList<ResidualBlock> _blocks = new();

    public ResidualStage(int inputs, int outputs, IReadOnlyList<int> kernel, IReadOnlyList<int> stride, int count, NetworkPlan plan)
        : base(nameof(ResidualStage))
    {
        int[] still = [.. Enumerable.Repeat(1, kernel.Count)];
        for (var i = 0; i < count; i++)
            _blocks.Add(new(i == 0 ? inputs : outputs, outputs, kernel, i == 0 ? stride : still, plan));
        register_module("blocks", _blocks);
    }

    public override Tensor forward(Tensor input)
    {
        var map = input;
        foreach (var block in _blocks)
        {
            var next = block.call(map);
            if (!ReferenceEquals(map, input))
                map.Dispose();
            map = next;
        }
        return map;
    }
}

/// <summary>
/// Two units, the second without activation, added to the input, then leaky ReLU: He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition",
/// CVPR 2016, with
/// the shortcut of ResNet-D, which averages before it changes channels.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly ConvUnit _conv1;

    [ComponentName(Name = "conv2")]
    private readonly ConvUnit _conv2;

    [ComponentName(Name = "skip")]
    private readonly Shortcut? _skip;

    private readonly double _slope;

    public ResidualBlock(int inputs, int outputs, IReadOnlyList<int> kernel, IReadOnlyList<int> stride, NetworkPlan plan)
        : base(nameof(ResidualBlock))
    {
        _slope = plan.Slope;
        int[] still = [.. Enumerable.Repeat(1, kernel.Count)];
        register_module("conv1", _conv1 = new(inputs, outputs, kernel, stride, plan.HasBias, plan.Epsilon, plan.Slope));
        register_module("conv2", _conv2 = new(outputs, outputs, kernel, still, plan.HasBias, plan.Epsilon, null, startsAtZero: true));
        if (inputs != outputs || stride.Any(step => step != 1))
            register_module("skip", _skip = new(inputs, outputs, stride, plan));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var first = _conv1.call(input);
        var second = _conv2.call(first);
        return functional.leaky_relu(second.add_(_skip is null ? input : _skip.call(input)), _slope, inplace: true).MoveToOuterDisposeScope();
    }
}

/// <summary>What of a block's input its output is added to: averaged where the block steps, and with other channels where it has others.</summary>
internal sealed class Shortcut : Module<Tensor, Tensor>
{
    // Named by its place, and so no field of a module's type.
    private readonly ConvUnit?[] _projection = [null];
    private readonly long[] _stride;

    public Shortcut(int inputs, int outputs, IReadOnlyList<int> stride, NetworkPlan plan)
        : base(nameof(Shortcut))
    {
        _stride = [.. stride];
        int[] one = [.. Enumerable.Repeat(1, stride.Count)];
        if (inputs == outputs)
            return;
        // Checkpoints count the average, which has no weights, as a part.
        register_module(Steps ? "1" : "0", _projection[0] = new(inputs, outputs, one, one, bias: false, plan.Epsilon, null));
    }

    private bool Steps => _stride.Any(step => step != 1);

    public override Tensor forward(Tensor input)
    {
        if (!Steps)
            return _projection[0]!.call(input);
        var mean = _stride.Length == 2 ? functional.avg_pool2d(input, _stride, _stride) : functional.avg_pool3d(input, _stride, _stride);
        if (_projection[0] is null)
            return mean;
        using (mean)
            return _projection[0]!.call(mean);
    }
}
