namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>
/// Labels of some pixels by truth, model and experts, and how unsure the model is of each: a binary mask of one class, or the label map of
/// classes that exclude each other. What routings and baselines are measured on.
/// </summary>
public sealed class LabelMap
{
    private readonly int _classes;
    private double[]? _entropy;
    private double[]? _maxProbability;

    private LabelMap(
        ReadOnlyMemory<byte> truth,
        ReadOnlyMemory<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        byte[] measured,
        double[] probabilities,
        int classes
    ) => (Truth, Model, Experts, Measured, Probabilities, _classes) = (truth, model, experts, measured, probabilities, classes);

    /// <summary>The true labels.</summary>
    public ReadOnlyMemory<byte> Truth { get; }

    /// <summary>The model's labels.</summary>
    public ReadOnlyMemory<byte> Model { get; }

    /// <summary>The labels of each expert; expert j lies at index j - 1.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Experts { get; }

    /// <summary>The labels that are measured, each against all others.</summary>
    public IReadOnlyList<byte> Measured { get; }

    /// <summary>The model's probability of foreground, or of each class, <c>[K, pixels]</c>.</summary>
    public double[] Probabilities { get; }

    /// <summary>
    /// How far several answers of the model lie apart at each pixel, the larger the further; null where it gives one. As many numbers as there are pixels.
    /// </summary>
    public double[]? Spread { get; private init; }

    /// <summary>How many pixels there are.</summary>
    public int Pixels => Truth.Length;

    /// <summary>How unsure the model is of each pixel: the entropy of its probabilities, in nats.</summary>
    public double[] Entropy => _entropy ??= _classes == 1 ? Uncertainty.Entropy(Probabilities) : Uncertainty.Entropy(Probabilities, _classes);

    /// <summary>The same by one minus the largest probability.</summary>
    public double[] MaxProbability =>
        _maxProbability ??= _classes == 1 ? Uncertainty.MaxProbability(Probabilities) : Uncertainty.MaxProbability(Probabilities, _classes);

    /// <summary>A mask of one class. Nothing is copied.</summary>
    /// <param name="truth">The true mask, 0 or 1.</param>
    /// <param name="model">The model's mask, 0 or 1.</param>
    /// <param name="experts">One mask an expert, 0 or 1; where an expert gave no answer, the model's stands. None where nothing is routed.</param>
    /// <param name="foreground">The model's probability of foreground, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a mask holds another value, or a probability is none.</exception>
    public static LabelMap OfMask(ReadOnlyMemory<byte> truth, ReadOnlyMemory<byte> model, IReadOnlyList<ReadOnlyMemory<byte>> experts, double[] foreground)
    {
        Require(truth, model, experts);
        CaseMasks.RequireBinary(truth.Span, nameof(truth));
        CaseMasks.RequireBinary(model.Span, nameof(model));
        for (var j = 0; j < experts.Count; j++)
            CaseMasks.RequireBinary(experts[j].Span, CaseMasks.Expert(j + 1));
        ProbabilityMap.Require(foreground, truth.Span);
        return new(truth, model, experts, [1], foreground, 1);
    }

    /// <summary>Label maps of K classes that exclude each other; class 0 is the background and not measured. Nothing is copied.</summary>
    /// <param name="truth">The true class of every pixel.</param>
    /// <param name="model">The model's.</param>
    /// <param name="experts">Each expert's; where an expert gave no answer, the model's stands. None where nothing is routed.</param>
    /// <param name="probabilities"><c>[K, pixels]</c>, class by class; summing to 1 over the classes.</param>
    /// <param name="classes">K, 2 or more.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0.</exception>
    public static LabelMap OfClasses(
        ReadOnlyMemory<byte> truth,
        ReadOnlyMemory<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        double[] probabilities,
        int classes
    )
    {
        Require(truth, model, experts);
        return new(truth, model, experts, [.. Enumerable.Range(1, classes - 1).Select(label => (byte)label)], probabilities, classes);
    }

    /// <summary>The same labels, with how far several answers of the model lie apart. Nothing is copied.</summary>
    /// <param name="spread">A number for each pixel, 0 or more; null where the model gives one answer.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as pixels.</exception>
    public LabelMap WithSpread(double[]? spread)
    {
        if (spread is not null)
            CaseMasks.RequireSize(Pixels, spread.Length, nameof(spread));
        return new(Truth, Model, Experts, [.. Measured], Probabilities, _classes) { Spread = spread };
    }

    /// <summary>What an answer changes at a pixel: 1 where it mends the model's label, -1 where it spoils it, 0 where neither.</summary>
    internal int Gain(int pixel, byte answer)
    {
        var truth = Truth.Span[pixel];
        return (answer == truth ? 1 : 0) - (Model.Span[pixel] == truth ? 1 : 0);
    }

    private static void Require(ReadOnlyMemory<byte> truth, ReadOnlyMemory<byte> model, IReadOnlyList<ReadOnlyMemory<byte>> experts)
    {
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        for (var j = 0; j < experts.Count; j++)
            CaseMasks.RequireSize(truth.Length, experts[j].Length, CaseMasks.Expert(j + 1));
    }
}
