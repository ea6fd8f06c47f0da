namespace DeferredSeg.Data.Prepared;

/// <summary>One of the eight ways to lay a square: a quarter turn counted anticlockwise, after an optional mirroring of the columns.</summary>
/// <param name="QuarterTurns">0 to 3.</param>
/// <param name="Mirrored">Whether the columns are mirrored first.</param>
public readonly record struct GeometricVariant(int QuarterTurns, bool Mirrored)
{
    /// <summary>As it is.</summary>
    public static GeometricVariant None => default;

    /// <summary>All eight, <see cref="None"/> first.</summary>
    public static IReadOnlyList<GeometricVariant> All { get; } = [.. Enumerable.Range(0, 8).Select(i => new GeometricVariant(i % 4, i >= 4))];
}
