namespace DeferredSeg.Abstractions.Options;

/// <summary>A whole-number option must be a multiple of this; for a list, each of its elements.</summary>
/// <remarks>On a parameter of an option record: <c>int</c>, <c>long</c>, their nullable forms, and lists of these.</remarks>
/// <param name="divisor">At least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OptionMultipleOfAttribute(long divisor) : Attribute
{
    /// <summary>What the value is a multiple of.</summary>
    public long Divisor { get; } = divisor;
}
