using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>
/// Contexts with known probabilities of being right, and free routing logits for each: what a network of unlimited capacity would learn.
/// Each context has as many pixels as make every probability exact.
/// </summary>
internal sealed class RoutingTable
{
    private const int PixelsOfContext = 20;

    private readonly double[][] _right;
    private readonly Tensor _target;
    private readonly Tensor _experts;

    /// <param name="right">For each context a_0, a_1, ..., a_J, multiples of 1/20.</param>
    public RoutingTable(double[][] right)
    {
        _right = right;
        var channels = right[0].Length;
        _target = stack(right.Select(context => Correct(context[0]))).unsqueeze(0).unsqueeze(0);
        // The segmentor says 1 everywhere, so the truth is 1 where it is right; each expert is right in an order of its own.
        _experts = stack(
                Enumerable
                    .Range(1, channels - 1)
                    .Select(expert => stack(right.Select((context, row) => Correct(context[expert]).roll(7 * expert).eq(_target[0, 0, row]))))
            )
            .unsqueeze(0);
        Logits = new TorchSharp.Modules.Parameter(zeros([1, channels, right.Length, 1], ScalarType.Float64));
    }

    /// <summary><c>[1, J+1, contexts, 1]</c>.</summary>
    public TorchSharp.Modules.Parameter Logits { get; }

    /// <summary>Adam with smaller and smaller steps.</summary>
    public void Learn(DeferralLossOptions options)
    {
        var segmentor = ones_like(_target, ScalarType.Float64);
        using var adam = optim.Adam([Logits], 0.3);
        foreach (var rate in new[] { 0.3, 0.03, 0.003, 0.0003 })
        {
            foreach (var group in adam.ParamGroups)
                group.LearningRate = rate;
            for (var step = 0; step < 250; step++)
            {
                using var scope = NewDisposeScope();
                adam.zero_grad();
                SurrogateLoss.Of(segmentor, Logits.expand(1, -1, -1, PixelsOfContext), _target, _experts, options).Total.backward();
                adam.step();
            }
        }
    }

    /// <summary>What the logits of each context say, one row each.</summary>
    public double[][] Rows(Func<Tensor, Tensor> of) =>
        [.. of(Logits.detach()).squeeze(0).squeeze(-1).t().contiguous().data<double>().ToArray().Chunk(_right[0].Length)];

    public long[] Decisions() => RoutingDecision.Decide(Logits).flatten().data<long>().ToArray();

    private static Tensor Correct(double share) => arange(0, PixelsOfContext, ScalarType.Int64).lt((int)Math.Round(share * PixelsOfContext)).@byte();
}
