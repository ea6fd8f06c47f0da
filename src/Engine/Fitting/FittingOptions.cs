using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Engine.Fitting;

/// <summary>How a head of estimates is fitted on pixels drawn from all images at once, the backbone as it is.</summary>
/// <param name="Steps">Steps of AdamW, along one cycle of the learning rate (Smith, 2018).</param>
/// <param name="Pixels">Random pixels of a step.</param>
/// <param name="LearningRate">The cycle's largest learning rate.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay; what a head names as its prior is left alone.</param>
/// <param name="PixelsPerImage">The most pixels of an image that are kept, in half precision; of a larger image so many at random.</param>
/// <param name="MemoryMiB">What all kept pixels may take; with very many images fewer of each are kept.</param>
/// <param name="Folds">
/// Into how many parts the patients are divided to see what a router is worth on patients that it was not fitted on: the gate, the dice level, the
/// threshold and the expected share of changes follow from it. 0 leaves it out.
/// </param>
/// <param name="FoldSteps">Steps of each of these routers; null means as many as <paramref name="Steps"/>.</param>
/// <param name="Refit">
/// Whether weights are fitted at all; false keeps those that the head has and finds only the gate, the dice level, the threshold and the expected share of
/// changes on these cases, which they were not fitted on.
/// </param>
/// <param name="From">Which cases are fitted on: those that the network was trained on, those of validation, or both.</param>
public sealed record FittingOptions(
    [OptionRange(1, 1_000_000)] int Steps = 1000,
    [OptionRange(1, 1_000_000)] int Pixels = 8192,
    [OptionRange(1e-9, 10)] double LearningRate = 5e-3,
    [OptionRange(0, 10)] double WeightDecay = 0.1,
    [OptionRange(64, 100_000_000)] int PixelsPerImage = 60_000,
    [OptionRange(1, 1_000_000)] int MemoryMiB = 1024,
    [OptionRange(0, 20)] int Folds = 3,
    [OptionRange(1, 1_000_000)] int? FoldSteps = null,
    bool Refit = true,
    FittedOn From = FittedOn.Train
);

/// <summary>Which cases a router is fitted on.</summary>
public enum FittedOn
{
    /// <summary>Those of training.</summary>
    Train,

    /// <summary>
    /// Those of validation: of a network that was trained on the others and is surer of them than it should be.
    /// </summary>
    Validation,

    /// <summary>Those of training and of validation.</summary>
    TrainAndValidation,
}

/// <summary>
/// One cycle of the learning rate: it rises along a cosine for a fifth of the steps, from 1/25 of the largest, then falls to 1/250,000 of it.
/// </summary>
internal static class OneCycle
{
    private const double Rise = 0.2;
    private const double Start = 1.0 / 25;
    private const double End = 1.0 / 250_000;

    /// <summary>The rate of a step.</summary>
    /// <param name="largest">The largest rate.</param>
    /// <param name="step">From 0.</param>
    /// <param name="steps">How many there are.</param>
    public static double RateAt(double largest, int step, int steps)
    {
        var top = Math.Max(1.0, (Rise * steps) - 1);
        var rate =
            step <= top ? Between(Start, 1, step / top)
            : steps - 1 <= top ? 1
            : Between(1, End, (step - top) / (steps - 1 - top));
        return largest * rate;

        static double Between(double from, double to, double share) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
    }
}
