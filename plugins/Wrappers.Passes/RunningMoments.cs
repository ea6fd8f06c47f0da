namespace Wrappers.Passes;

/// <summary>
/// Mean and deviation of tensors that come one after the other, without keeping them (Welford 1962). Equal tensors have a deviation of exactly 0.
/// </summary>
internal sealed class RunningMoments : IDisposable
{
    private Tensor? _mean;
    private Tensor? _squares;
    private int _count;

    /// <summary>Takes one more.</summary>
    /// <param name="values">Of the shape of those before; they stay the caller's.</param>
    public void Add(Tensor values)
    {
        _count++;
        if (_mean is null)
        {
            (_mean, _squares) = (values.clone().DetachFromDisposeScope(), zeros_like(values).DetachFromDisposeScope());
            return;
        }
        using var before = values - _mean;
        using var step = before / _count;
        _mean.add_(step);
        using var after = values - _mean;
        _squares!.addcmul_(before, after, 1);
    }

    /// <summary>The mean; a new tensor in the caller's dispose scope.</summary>
    public Tensor Mean() => _mean!.clone();

    /// <summary>The standard deviation of these tensors themselves, divided by their number; a new tensor in the caller's dispose scope.</summary>
    public Tensor Deviation()
    {
        using var variance = _squares! / _count;
        return variance.sqrt();
    }

    public void Dispose()
    {
        _mean?.Dispose();
        _squares?.Dispose();
    }
}
