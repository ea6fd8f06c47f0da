namespace Modules.Spa.Preferences;

/// <summary>
/// The preference distribution of one image (Eq. 1): a mixture of M normal distributions of numbers, each standing for a way to decide about uncertain
/// pixels. It owns its tensors.
/// </summary>
/// <param name="Weights">pi, at least 0, together 1: <c>[M]</c>.</param>
/// <param name="Means">mu, <c>[M]</c>.</param>
/// <param name="Variances">sigma squared, above 0: <c>[M]</c>.</param>
internal sealed record PreferenceMixture(Tensor Weights, Tensor Means, Tensor Variances) : IDisposable
{
    /// <summary>Which component each uniform number stands for: how many cumulative weights it has reached. A component of weight 0 is never one.</summary>
    /// <param name="weights">pi.</param>
    /// <param name="uniforms">From 0 up to and without 1.</param>
    public static long[] Components(IReadOnlyList<double> weights, IEnumerable<double> uniforms)
    {
        var cumulative = new double[weights.Count];
        var sum = 0.0;
        for (var m = 0; m < cumulative.Length; m++)
            cumulative[m] = sum += weights[m];
        // Where rounding leaves the sum below a number drawn, the last component that there is takes it.
        var last = Math.Max(0, weights.ToList().FindLastIndex(weight => weight > 0));
        return [.. uniforms.Select(uniform => (long)Math.Min(last, cumulative.Count(reached => reached <= uniform)))];
    }

    /// <summary>Draws preferences.</summary>
    /// <param name="normal">Standard normal numbers, <c>[N, …]</c>: N draws of any shape.</param>
    /// <param name="uniform">
    /// Numbers from 0 up to and without 1: <c>[N]</c> where a draw has one component, of the shape of <paramref name="normal"/> where every element has one;
    /// none where components are blended.
    /// </param>
    /// <param name="kind">How components take part.</param>
    /// <returns><c>[N, …]</c>. Weights get gradients where components are blended alone: which component was drawn is no function of them.</returns>
    public Tensor Draw(Tensor normal, Tensor? uniform, PreferenceDraw kind)
    {
        using var scope = NewDisposeScope();
        if (kind == PreferenceDraw.Blend)
            return ((Weights * Means).sum() + normal * (Weights * Variances.sqrt()).sum()).MoveToOuterDisposeScope();
        using var weights = Weights.detach().to(ScalarType.Float64).cpu();
        using var uniforms = uniform!.to(ScalarType.Float64).cpu().contiguous();
        var index = tensor(Components(weights.data<double>().ToArray(), uniforms.data<double>().ToArray()), device: Means.device);
        long[] shape = kind == PreferenceDraw.Sample ? [normal.shape[0], .. Enumerable.Repeat(1L, normal.shape.Length - 1)] : normal.shape;
        var (mean, deviation) = (Means.index_select(0, index).reshape(shape), Variances.index_select(0, index).sqrt().reshape(shape));
        return (mean + deviation * normal).MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of the density at numbers of any shape.</summary>
    public Tensor LogDensity(Tensor z)
    {
        using var scope = NewDisposeScope();
        return LogWeighted(z).logsumexp(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of each component's weighted density, <c>[…, M]</c>; minus infinity for a weight of 0.</summary>
    public Tensor LogWeighted(Tensor values)
    {
        using var scope = NewDisposeScope();
        return (Weights.log() + LogComponents(values)).MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of each component's density, <c>[…, M]</c>.</summary>
    public Tensor LogComponents(Tensor values)
    {
        using var scope = NewDisposeScope();
        var distances = (values.unsqueeze(-1) - Means).square() / Variances;
        return (-0.5 * (distances + Variances.log() + Math.Log(2 * Math.PI))).MoveToOuterDisposeScope();
    }

    /// <summary>The same numbers without their graph.</summary>
    public PreferenceMixture Detached() => new(Weights.detach(), Means.detach(), Variances.detach());

    /// <summary>The same numbers without their graph, of float64 on the CPU.</summary>
    public PreferenceMixture Precise()
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor values) => values.detach().to(ScalarType.Float64).cpu().MoveToOuterDisposeScope();
        return new(Of(Weights), Of(Means), Of(Variances));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Means.Dispose();
        Variances.Dispose();
    }
}

/// <summary>How the components of the mixture take part in a draw.</summary>
public enum PreferenceDraw
{
    /// <summary>Each draw is of one component, as a mixture of persons is: all its elements share the person.</summary>
    Sample,

    /// <summary>Each element of each draw is of a component of its own.</summary>
    Element,

    /// <summary>
    /// The published program: the weighted sum of all components at one standard normal number. That is a single normal distribution, which
    /// forgets how far the components lie apart.
    /// </summary>
    Blend,
}
