namespace Backbones.MedSam.Decoding;

/// <summary>What goes through the two-way transformer.</summary>
/// <param name="Tokens">Tokens <c>[P, T, C]</c> that attend and are attended to.</param>
/// <param name="Observers">Tokens <c>[P, R, C]</c> that attend and are not attended to, except by each other; null without.</param>
/// <param name="Image"><c>[P, N, C]</c>.</param>
internal readonly record struct TwoWayState(Tensor Tokens, Tensor? Observers, Tensor Image)
{
    /// <summary>Moves all tensors out of the innermost dispose scope.</summary>
    public TwoWayState Leave()
    {
        Tokens.MoveToOuterDisposeScope();
        Observers?.MoveToOuterDisposeScope();
        Image.MoveToOuterDisposeScope();
        return this;
    }
}
