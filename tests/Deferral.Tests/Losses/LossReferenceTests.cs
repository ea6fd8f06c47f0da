using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>
/// Every objective and layout against <see cref="NaiveObjective"/>, at sizes drawn at random; the larger deviation takes experts beneath the floor.
/// </summary>
public sealed class LossReferenceTests : ScopedTensorTest
{
    private string Where(LossShape shape, double deviation) => $"{shape}, deviation {deviation}, seed {Seed}";

    [Theory]
    [MemberData(nameof(LossVariants.WithLayouts), MemberType = typeof(LossVariants))]
    public void Every_term_equals_its_loop(string name, ClassLayout layout)
    {
        var options = LossVariants.Of(name, layout);
        foreach (var deviation in new[] { 2.0, 14 })
        {
            var shape = LossShape.Draw(layout);
            var given = shape.Case(deviation);
            var expected = new NaiveObjective(given, shape, options).At([.. Flat(given.Segmentor)], [.. Flat(given.Routing)], [.. Flat(given.Predictor)]);
            var terms = given.Total(options);

            Same(expected.Experts, terms.Surrogate.Experts, "experts");
            Same(expected.Segmentor, terms.Surrogate.Segmentor, "segmentor");
            Same(expected.CrossEntropy, terms.Surrogate.CrossEntropy, "cross-entropy");
            Same(expected.Surrogate, terms.Surrogate.Total, "surrogate");
            Same(expected.Total, terms.Total, "total");
            if (terms.Coherence is { } coherence)
            {
                Same(expected.PredictorCrossEntropy, coherence.CrossEntropy, "predictor's cross-entropy");
                Same(expected.SquaredError, coherence.SquaredError, "squared error");
                Same(expected.Rate, coherence.Rate, "rate");
                Same(expected.Balancing, terms.LoadBalancing!, "balance");
                for (var expert = 0; expert < shape.Experts; expert++)
                    Same(expected.Rho[expert], terms.Rho[expert], $"rho of {expert + 1}");
            }

            void Same(double value, Tensor found, string what) =>
                Assert.True(
                    Math.Abs(found.ToDouble() - value) <= 1e-9 * Math.Abs(value) + 1e-13,
                    $"{what} is {found.ToDouble():R}, expected {value:R}: {Where(shape, deviation)}."
                );
        }
    }

    [Theory]
    [MemberData(nameof(LossVariants.WithLayouts), MemberType = typeof(LossVariants))]
    public void Every_gradient_is_the_finite_difference_of_its_loop(string name, ClassLayout layout)
    {
        const double step = 1e-6;
        var options = LossVariants.Of(name, layout);
        foreach (var deviation in new[] { 2.0, 14 })
        {
            var shape = LossShape.Draw(layout);
            var given = shape.Case(deviation);
            var naive = new NaiveObjective(given, shape, options);
            double[][] logits = [.. given.Logits.Select(logit => Flat(logit).ToArray())];
            var gradients = given.Gradients(given.Total(options).Total);
            // The difference of two losses loses digits as the loss grows, as it does with the square of a utility.
            var rounding = 1e-9 * Math.Abs(naive.At(logits[0], logits[1], logits[2]).Total);
            // What is held constant in the loss moves in the loop: only the squared error of the routing.
            var skipped = options.Forms.DetachRouting ? 1 : -1;
            foreach (var (index, values) in logits.Index().Where(entry => entry.Index != skipped))
            {
                double[] found = [.. Flat(gradients[index])];
                for (var at = 0; at < values.Length; at++)
                {
                    var difference = (Moved(values, at, step) - Moved(values, at, -step)) / (2 * step);
                    Assert.True(
                        Math.Abs(found[at] - difference) < 3e-7 + rounding,
                        $"{LossCase.LogitNames[index]} at {at}: {found[at]:R}, expected {difference:R}: {Where(shape, deviation)}."
                    );
                }
            }

            double Moved(double[] values, int at, double by)
            {
                var value = values[at];
                values[at] = value + by;
                var terms = naive.At(logits[0], logits[1], logits[2]);
                values[at] = value;
                // A frozen segmentor has no gradient, and its loss no part in the total.
                return terms.Total;
            }
        }
    }

    [Theory]
    [MemberData(nameof(LossVariants.WithLayouts), MemberType = typeof(LossVariants))]
    public void The_maps_have_the_terms_for_their_means(string name, ClassLayout layout)
    {
        var options = LossVariants.Of(name, layout);
        var shape = LossShape.Draw(layout);
        var given = shape.Case(4);
        long[] expected =
            layout == ClassLayout.MultilabelPerClass ? [shape.Batch, shape.Classes, shape.Height, shape.Width] : [shape.Batch, shape.Height, shape.Width];
        var terms = given.Total(options);
        var surrogate = SurrogateLoss.PerPixel(given.Segmentor, given.Routing, given.Target, given.Experts, options);

        Mean(surrogate.Experts, terms.Surrogate.Experts);
        Mean(surrogate.Segmentor, terms.Surrogate.Segmentor);
        Mean(surrogate.CrossEntropy, terms.Surrogate.CrossEntropy);
        Mean(surrogate.Total, terms.Surrogate.Total);
        if (terms.Coherence is not { } means)
            return;
        var coherence = SpatialCoherenceLoss.PerPixel(given.Predictor, given.Routing, options);
        Mean(coherence.CrossEntropy, means.CrossEntropy);
        Mean(coherence.SquaredError, means.SquaredError);
        Mean(coherence.Rate, means.Rate);
        Mean(coherence.Total, means.Total);

        void Mean(Tensor map, Tensor mean)
        {
            Assert.True(expected.SequenceEqual(map.shape), $"[{string.Join(", ", map.shape)}]: {Where(shape, 4)}.");
            Assert.True(
                Math.Abs(map.mean().ToDouble() - mean.ToDouble()) < 1e-12 * (1 + Math.Abs(mean.ToDouble())),
                $"{map.mean().ToDouble():R}, {mean.ToDouble():R}: {Where(shape, 4)}."
            );
        }
    }

    private static IEnumerable<double> Flat(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
}
