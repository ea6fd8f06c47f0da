namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW share: moments of the gradient, corrected for their start, and the step along them.</summary>
/// <remarks>
/// The two optimizers repeat each other's options, groups and states because TorchSharp's surface has them twice; the
/// arithmetic is here once. It is PyTorch's for a single tensor, operation by operation.
/// </remarks>
internal readonly ref struct AdamMoments
{
    public required torch.Tensor First { get; init; }

    public required torch.Tensor Second { get; init; }

    /// <summary>The largest second moment so far; null without amsgrad.</summary>
    public required torch.Tensor? Largest { get; init; }

    /// <summary>The number of this step, from 1.</summary>
    public required long Step { get; init; }

    public void Apply(torch.Tensor parameter, torch.Tensor gradient, double rate, double beta1, double beta2, double eps)
    {
        First.mul_(beta1).add_(gradient, 1 - beta1);
        Second.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        Largest?.copy_(torch.maximum(Largest, Second));
        var denominator = (Largest ?? Second).sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, Step))).add_(eps);
        parameter.addcdiv_(First, denominator, -rate / (1 - Math.Pow(beta1, Step)));
    }
}
