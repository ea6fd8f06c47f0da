using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>The objective number by number, from probabilities, in float64: every sum is a loop over images, routings, pixels and channels.</summary>
internal sealed class NaiveObjective(LossCase given, LossShape shape, DeferralLossOptions options)
{
    private readonly int[] _target = [.. given.Target.@double().data<double>().ToArray().Select(value => (int)value)];
    private readonly int[] _experts = [.. given.Experts.@double().data<double>().ToArray().Select(value => (int)value)];

    public NaiveTerms At(double[] segmentor, double[] routing, double[] predictor)
    {
        var terms = new NaiveTerms(shape.Experts);
        var count = (double)shape.Batch * shape.Routings * shape.Pixels;
        for (var image = 0; image < shape.Batch; image++)
        {
            for (var pixel = 0; pixel < shape.Pixels; pixel++)
            {
                for (var set = 0; set < shape.Routings; set++)
                {
                    double[] logits =
                    [
                        .. Enumerable
                            .Range(0, shape.Experts + 1)
                            .Select(channel => routing[(((((image * shape.Routings) + set) * (shape.Experts + 1)) + channel) * shape.Pixels) + pixel]),
                    ];
                    var right = Right(segmentor, image, pixel, set);
                    AddRouting(terms, logits, right, count);
                    AddCoherence(terms, logits, predictor[(image * shape.Pixels) + pixel], count);
                }
                terms.CrossEntropy += CrossEntropy(segmentor, image, pixel) / (shape.Batch * shape.Pixels);
            }
        }
        return terms.Summed(options);
    }

    private bool[] Right(double[] segmentor, int image, int pixel, int set)
    {
        int[] labels = shape.Routings > 1 ? [set] : [.. Enumerable.Range(0, shape.Labels)];
        var right = new bool[shape.Experts + 1];
        right[0] =
            shape.Layout == ClassLayout.Exclusive
                ? Largest(Logits(segmentor, image, pixel)) == Target(image, 0, pixel)
                : labels.All(label => Present(Logits(segmentor, image, pixel)[label]) == (Target(image, label, pixel) == 1));
        for (var expert = 1; expert <= shape.Experts; expert++)
            right[expert] = labels.All(label =>
                _experts[(((((image * shape.Experts) + expert - 1) * shape.Labels) + label) * shape.Pixels) + pixel] == Target(image, label, pixel)
            );
        return right;
    }

    private void AddRouting(NaiveTerms terms, double[] logits, bool[] right, double count)
    {
        for (var channel = 0; channel < logits.Length; channel++)
        {
            var term = Term(logits, channel, right[channel]) / count;
            if (channel == 0)
                terms.Segmentor += term;
            else
                terms.Experts += term;
        }
    }

    private double Term(double[] logits, int channel, bool right)
    {
        if (options.Surrogate == Surrogate.TwoStage && options.Parameterisation == RoutingParameterisation.Utility)
            return Math.Pow(logits[channel] - (right ? 1 : 0), 2);
        if (options.Surrogate is Surrogate.Ova or Surrogate.TwoStage)
            return -Math.Log(Sigmoid(right ? logits[channel] : -logits[channel]));
        var all = logits.Sum(Math.Exp);
        var probability = Math.Exp(logits[channel]) / all;
        if (right)
            return -Math.Log(probability + options.Forms.ProbabilityOffset);
        if (channel == 0 || options.Surrogate == Surrogate.Sm)
            return 0;
        return options.Forms.WrongExpert switch
        {
            WrongExpertTerm.Clamp => Math.Log(Math.Max(probability + options.Forms.ProbabilityOffset, 1e-8)),
            WrongExpertTerm.Exact => Math.Log(probability + options.Forms.ProbabilityOffset),
            _ => -Math.Log((logits.Where((_, other) => other != channel).Sum(Math.Exp) / all) + options.Forms.ProbabilityOffset),
        };
    }

    private void AddCoherence(NaiveTerms terms, double[] logits, double predictor, double count)
    {
        double[] weights = [.. logits.Select(logit => options.Parameterisation == RoutingParameterisation.OneVsAll ? Sigmoid(logit) : Math.Exp(logit))];
        double[] probabilities = [.. weights.Select(weight => weight / weights.Sum())];
        for (var expert = 0; expert < shape.Experts; expert++)
            terms.Rho[expert] += probabilities[expert + 1] / count;
        var deferred = Largest(logits) != 0;
        var deferral = Sigmoid(predictor);
        terms.PredictorCrossEntropy += Logistic(options.Forms.PredictorSigmoidTwice ? deferral : predictor, deferred) / count;
        terms.SquaredError += options.Beta1 * Math.Pow(deferral - probabilities.Skip(1).Sum(), 2) / count;
        terms.Rate += options.Beta2 * deferral / count;
    }

    private double CrossEntropy(double[] segmentor, int image, int pixel)
    {
        var logits = Logits(segmentor, image, pixel);
        if (shape.Layout == ClassLayout.Exclusive)
            return -Math.Log(Math.Exp(logits[Target(image, 0, pixel)]) / logits.Sum(Math.Exp));
        return logits
            .Select((logit, label) => Logistic(options.Forms.SegmentorSigmoidTwice ? Sigmoid(logit) : logit, Target(image, label, pixel) == 1))
            .Average();
    }

    private double[] Logits(double[] segmentor, int image, int pixel) =>
        [.. Enumerable.Range(0, shape.Classes).Select(label => segmentor[(((image * shape.Classes) + label) * shape.Pixels) + pixel])];

    private int Target(int image, int label, int pixel) => _target[(((image * shape.Labels) + label) * shape.Pixels) + pixel];

    private bool Present(double logit) => options.Forms.RightOnlyAboveHalf ? logit > 0 : logit >= 0;

    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static double Logistic(double logit, bool label) => Math.Log(1 + Math.Exp(label ? -logit : logit));

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
