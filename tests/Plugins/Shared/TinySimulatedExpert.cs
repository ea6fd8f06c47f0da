namespace Tiny;

/// <summary>A sound expert to derive from, who shows which pixels are flipped.</summary>
public class TinySimulatedExpert(string name, double flipRate) : TinyExpert(name, flipRate), ISimulatedExpert
{
    public virtual ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var truth = request.GroundTruth ?? throw new ArgumentException("The ground truth is missing.", nameof(request));
        if (uniforms is { } numbers)
            Check(numbers.Span, truth.Values.Length);
        var random = StableRandom.Of(request.Seed, Name, request.Case.Id, $"{request.Epoch}");
        var mask = truth.Values.Select(
            (value, index) => (byte)((uniforms is { } given ? given.Span[index] : random.Uniform(index)) < FlipRate ? 1 - value : value)
        );
        return new(new(truth.Height, truth.Width, truth.Classes, [.. mask]), [.. truth.Values.Select(value => (byte)(2 * value))])
        {
            Probability = [.. truth.Values.Select(_ => 1 - FlipRate)],
        };
    }

    protected virtual void Check(ReadOnlySpan<double> uniforms, int expected)
    {
        if (uniforms.Length != expected)
            throw new ArgumentException($"There are {uniforms.Length} random numbers; expected {expected}.", nameof(uniforms));
        foreach (var uniform in uniforms)
        {
            if (!(uniform is >= 0 and < 1))
                throw new ArgumentException($"A random number is {uniform}; expected 0 up to and without 1.", nameof(uniforms));
        }
    }
}
