using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Engine.Systems;

/// <summary>Several networks' answers about the same images as one: their probabilities are averaged.</summary>
public static class EnsembleOutput
{
    // As far as float32 tells probabilities from 0 and from 1.
    private const double Nearest = 1e-7;

    /// <summary>
    /// The mean of the classes' probabilities, and of the routing: with softmax the channels' probabilities, one-vs-all each channel's own, of utilities the
    /// utilities themselves, of estimates each probability (where classes exclude each other their logits). All come back as logits, so that whoever
    /// decides need not know.
    /// </summary>
    /// <param name="outputs">One or more outputs of one shape; this frees them. A single one is returned as it is.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="parameterisation">What routing logits mean.</param>
    /// <returns>Without features and extras; the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or some route and others do not.</exception>
    public static DeferredOutput Mean(IReadOnlyList<DeferredOutput> outputs, ClassKind kind, RoutingParameterisation parameterisation)
    {
        if (outputs.Count == 1)
            return outputs[0];
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            var first = outputs[0];
            Require(outputs, output => output.Logits);
            Require(outputs, output => output.Routing);
            Require(outputs, output => output.Predictor);
            var logits =
                kind == ClassKind.Exclusive
                    ? Mean(outputs, output => nn.functional.softmax(output.Logits, 1)).clamp_min(Nearest).log()
                    : Logit(Mean(outputs, output => output.Logits.sigmoid()));
            var routing = first.Routing is null
                ? null
                : parameterisation switch
                {
                    RoutingParameterisation.Softmax => Mean(outputs, output => nn.functional.softmax(output.Routing!, 2)).clamp_min(Nearest).log(),
                    RoutingParameterisation.OneVsAll => Logit(Mean(outputs, output => output.Routing!.sigmoid())),
                    RoutingParameterisation.Estimates when kind == ClassKind.Multilabel => Logit(Mean(outputs, output => output.Routing!.sigmoid())),
                    _ => Mean(outputs, output => output.Routing!),
                };
            var predictor = first.Predictor is null ? null : Logit(Mean(outputs, output => output.Predictor!.sigmoid()));
            return new(
                first.Backbone,
                new(logits.MoveToOuterDisposeScope()),
                routing is null ? null : new(routing.MoveToOuterDisposeScope(), predictor?.MoveToOuterDisposeScope())
            );
        }
        finally
        {
            foreach (var output in outputs)
                output.Dispose();
        }
    }

    private static Tensor Mean(IReadOnlyList<DeferredOutput> outputs, Func<DeferredOutput, Tensor> of)
    {
        var sum = of(outputs[0]).clone();
        foreach (var output in outputs.Skip(1))
        {
            using var scope = NewDisposeScope();
            sum.add_(of(output));
        }
        return sum.div_(outputs.Count);
    }

    private static Tensor Logit(Tensor probabilities) => probabilities.clamp(Nearest, 1 - Nearest).logit();

    private static void Require(IReadOnlyList<DeferredOutput> outputs, Func<DeferredOutput, Tensor?> of)
    {
        var shapes = outputs.Select(output => of(output) is { } map ? $"[{string.Join(", ", map.shape)}]" : "none").Distinct().ToList();
        if (shapes.Count > 1)
            throw new ArgumentException(
                $"The networks of an ensemble give maps of {string.Join(" and ", shapes)}; expected one shape. Let classes and experts agree.",
                nameof(outputs)
            );
    }
}
