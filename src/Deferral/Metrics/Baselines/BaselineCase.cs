namespace DeferredSeg.Deferral.Metrics.Baselines;

/// <summary>What baselines are measured on: one image and one class.</summary>
/// <remarks>
/// Label maps of exclusive classes are measured by <see cref="Uncertainty"/> of K classes, which orders the pixels, and
/// <see cref="Budgets.BudgetCurve.OfLabel"/> for each label.
/// </remarks>
public sealed class BaselineCase
{
    /// <summary>Takes the masks as they are, without copying them.</summary>
    /// <param name="name">The case; random orders differ by it.</param>
    /// <param name="truth">The true mask, 0 or 1.</param>
    /// <param name="model">The model's mask, 0 or 1.</param>
    /// <param name="foreground">The model's probability of foreground, from 0 to 1.</param>
    /// <param name="experts">One mask an expert, 0 or 1; expert j lies at index j - 1.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a mask holds another value, a probability is none, or there is no expert.</exception>
    public BaselineCase(
        string name,
        ReadOnlyMemory<byte> truth,
        ReadOnlyMemory<byte> model,
        ReadOnlyMemory<double> foreground,
        IReadOnlyList<ReadOnlyMemory<byte>> experts
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireExperts(experts, truth.Length);
        CaseMasks.RequireBinary(truth.Span, nameof(truth));
        CaseMasks.RequireBinary(model.Span, nameof(model));
        for (var j = 0; j < experts.Count; j++)
            CaseMasks.RequireBinary(experts[j].Span, CaseMasks.Expert(j + 1));
        ProbabilityMap.Require(foreground.Span, truth.Span);
        (Name, Truth, Model, Foreground, Experts) = (name, truth, model, foreground, experts);
    }

    /// <summary>The case.</summary>
    public string Name { get; }

    /// <summary>The true mask, 0 or 1.</summary>
    public ReadOnlyMemory<byte> Truth { get; }

    /// <summary>The model's mask, 0 or 1.</summary>
    public ReadOnlyMemory<byte> Model { get; }

    /// <summary>The model's probability of foreground, from 0 to 1.</summary>
    public ReadOnlyMemory<double> Foreground { get; }

    /// <summary>One mask an expert, 0 or 1; expert j lies at index j - 1.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Experts { get; }

    /// <summary>How many pixels the image has.</summary>
    public int Pixels => Truth.Length;
}
