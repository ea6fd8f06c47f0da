using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp.Modules;

namespace Heads.Estimates;

/// <summary>
/// Two hidden layers on the numbers of a pixel, and a prior that knows the logit alone: the answer begins as the prior, near the network's own uncertainty,
/// because the last layer begins as 0.
/// </summary>
internal sealed class EstimateLayers : Module
{
    /// <summary>The prior's parameters, which weight decay leaves alone.</summary>
    public static readonly IReadOnlyList<string> PriorNames = ["prior_constant", "prior_slope", "prior_size"];

    private readonly EstimateLayout _layout;

    [ComponentName(Name = "first")]
    private readonly Linear _first;

    [ComponentName(Name = "second")]
    private readonly Linear _second;

    [ComponentName(Name = "last")]
    private readonly Linear _last;

    [ComponentName(Name = "prior_constant")]
    private readonly Parameter _constant;

    [ComponentName(Name = "prior_slope")]
    private readonly Parameter _slope;

    [ComponentName(Name = "prior_size")]
    private readonly Parameter _size;

    [ComponentName(Name = "input_mean")]
    private readonly Tensor _mean;

    [ComponentName(Name = "input_deviation")]
    private readonly Tensor _deviation;

    public EstimateLayers(EstimateLayout layout, int inputs, int width)
        : base(nameof(EstimateLayers))
    {
        _layout = layout;
        using var scope = NewDisposeScope();
        (_first, _second, _last) = (Linear(inputs, width), Linear(width, width), Linear(width, layout.Groups * layout.Maps));
        init.zeros_(_last.weight);
        init.zeros_(_last.bias!);
        var (constant, slope) = Prior(layout);
        (_constant, _slope, _size) = (new(tensor(constant)), new(tensor(slope)), new(zeros(constant.Length)));
        (_mean, _deviation) = (zeros(inputs), ones(inputs));
        foreach (var kept in (Tensor[])[_constant, _slope, _size, _mean, _deviation])
            kept.DetachFromDisposeScope();
        register_parameter(PriorNames[0], _constant);
        register_parameter(PriorNames[1], _slope);
        register_parameter(PriorNames[2], _size);
        register_buffer("input_mean", _mean);
        register_buffer("input_deviation", _deviation);
        RegisterComponents();
    }

    /// <summary><c>[N, F]</c> to <c>[N, G, M]</c>, in the caller's dispose scope.</summary>
    public Tensor Estimate(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var z = inputs.narrow(1, 0, _layout.Classes) * PixelInputs.LogitLimit;
        var standard = (inputs - _mean) / _deviation;
        var learned = _last.call(functional.relu(_second.call(functional.relu(_first.call(standard))))).view(-1, _layout.Groups, _layout.Maps);
        var about = About(z);
        return (learned + _constant + _slope * about + _size * about.abs()).MoveToOuterDisposeScope();
    }

    public void Standardise(Tensor mean, Tensor deviation)
    {
        using var frozen = no_grad();
        _mean.copy_(mean);
        _deviation.copy_(deviation);
    }

    // The logit that each map's prior follows, [N, G, M] or what broadcasts to it.
    private Tensor About(Tensor z)
    {
        if (_layout.Kind == ClassKind.Multilabel)
            return z.unsqueeze(2);
        // The truth's logits, then of each expert K rows of the answers'.
        return z.repeat(1, 1 + _layout.Experts * _layout.Classes).unsqueeze(1);
    }

    // Where nothing is learned yet the truth is as the logit says, more cautiously, and experts mostly find what is there and rarely see what is not.
    private static (float[] Constant, float[] Slope) Prior(EstimateLayout layout)
    {
        var (constant, slope) = (new float[layout.Maps], new float[layout.Maps]);
        Array.Fill(slope, 0.1f);
        if (layout.Kind == ClassKind.Multilabel)
        {
            (constant[0], slope[0]) = (-0.5f, 0.5f);
            for (var j = 0; j < layout.Experts; j++)
                (constant[layout.FirstOf(j)], constant[layout.FirstOf(j) + 1]) = (1, -3);
            return (constant, slope);
        }
        Array.Fill(slope, 0.5f, 0, layout.Classes);
        for (var j = 0; j < layout.Experts; j++)
        {
            for (var truth = 0; truth < layout.Classes; truth++)
                constant[layout.FirstOf(j) + truth * layout.Classes + truth] =
                    truth == 0 ? 3 + MathF.Log(layout.Classes - 1) : 1 + MathF.Log(layout.Classes - 1);
        }
        return (constant, slope);
    }
}
