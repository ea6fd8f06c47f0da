namespace Backbones.NnUnet.Network;

/// <summary>A convolution along two or three axes, each with its own kernel and step; or its transpose, which enlarges.</summary>
internal sealed class Convolution : Module<Tensor, Tensor>
{
    // As He normal of leaky ReLU has it, whatever follows.
    private const double Slope = 0.01;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly bool _enlarges;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Its sides. Every output is as large as the input, divided by the step.</param>
    /// <param name="stride">The step along each axis.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="enlarges">Whether it is the transpose, without padding.</param>
    public Convolution(int inputs, int outputs, IReadOnlyList<int> kernel, IReadOnlyList<int> stride, bool bias, bool enlarges = false)
        : base(nameof(Convolution))
    {
        long[] sides = [.. kernel];
        (_stride, _padding, _enlarges) = ([.. stride], enlarges ? new long[kernel.Count] : [.. kernel.Select(side => (long)(side - 1) / 2)], enlarges);
        // The fan-in is dimension 1 times the kernel, of a transposed weight too.
        var values = init.kaiming_normal_(empty(enlarges ? [inputs, outputs, .. sides] : [outputs, inputs, .. sides]), Slope);
        register_parameter("weight", _weight = Weights.Of(values));
        if (bias)
            register_parameter("bias", _bias = Weights.Of(zeros(outputs)));
    }

    public override Tensor forward(Tensor input) =>
        (_stride.Length, _enlarges) switch
        {
            (2, false) => functional.conv2d(input, _weight, _bias, strides: _stride, padding: _padding),
            (3, false) => functional.conv3d(input, _weight, _bias, strides: _stride, padding: _padding),
            (2, true) => functional.conv_transpose2d(input, _weight, _bias, strides: _stride, padding: _padding),
            _ => functional.conv_transpose3d(input, _weight, _bias, strides: _stride, padding: _padding),
        };
}

/// <summary>Zero mean and unit variance of each image and channel, then a factor and an offset. The same in training and evaluation.</summary>
internal sealed class InstanceNorm : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    private readonly double _epsilon;

    public InstanceNorm(int channels, double epsilon, bool startsAtZero = false)
        : base(nameof(InstanceNorm))
    {
        _epsilon = epsilon;
        register_parameter("weight", _weight = Weights.Of(startsAtZero ? zeros(channels) : ones(channels)));
        register_parameter("bias", _bias = Weights.Of(zeros(channels)));
    }

    public override Tensor forward(Tensor input)
    {
        if (input.shape[2..].All(size => size == 1))
            throw new ArgumentException(
                $"An image becomes a single value [{string.Join(", ", input.shape)}] on the way down, which cannot be normalised; expected larger images."
            );
        return functional.instance_norm(input, weight: _weight, bias: _bias, use_input_stats: true, eps: _epsilon);
    }
}

/// <summary>A convolution and a normalisation, and where a slope is given leaky ReLU.</summary>
internal sealed class ConvUnit : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Convolution _conv;

    [ComponentName(Name = "norm")]
    private readonly InstanceNorm _norm;

    private readonly double? _slope;

    public ConvUnit(
        int inputs,
        int outputs,
        IReadOnlyList<int> kernel,
        IReadOnlyList<int> stride,
        bool bias,
        double epsilon,
        double? slope,
        bool startsAtZero = false
    )
        : base(nameof(ConvUnit))
    {
        _slope = slope;
        register_module("conv", _conv = new(inputs, outputs, kernel, stride, bias));
        register_module("norm", _norm = new(outputs, epsilon, startsAtZero));
    }

    public override Tensor forward(Tensor input)
    {
        using var convolved = _conv.call(input);
        var normed = _norm.call(convolved);
        return _slope is { } slope ? functional.leaky_relu(normed, slope, inplace: true) : normed;
    }
}

/// <summary>Units one after the other.</summary>
internal sealed class ConvStack : Module<Tensor, Tensor>
{
    [ComponentName(Name = "convs")]
    private readonly TorchSharp.Modules.ModuleList<ConvUnit> _convs = new();

    public ConvStack(int inputs, int outputs, IReadOnlyList<int> kernel, IReadOnlyList<int> stride, int count, Plans.NetworkPlan plan)
        : base(nameof(ConvStack))
    {
        int[] still = [.. Enumerable.Repeat(1, kernel.Count)];
        for (var i = 0; i < count; i++)
            _convs.Add(new(i == 0 ? inputs : outputs, outputs, kernel, i == 0 ? stride : still, plan.HasBias, plan.Epsilon, plan.Slope));
        register_module("convs", _convs);
    }

    public override Tensor forward(Tensor input)
    {
        var map = input;
        foreach (var unit in _convs)
        {
            var next = unit.call(map);
            if (!ReferenceEquals(map, input))
                map.Dispose();
            map = next;
        }
        return map;
    }
}

/// <summary>Weights of layers.</summary>
internal static class Weights
{
    /// <summary>Values as a parameter that outlives the scope it is made in: its layer frees it.</summary>
    public static Parameter Of(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
