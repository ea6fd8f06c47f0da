namespace DeferredSeg.Abstractions.Options;

/// <summary>The values that a numeric option may have, both ends included; for a list, each of its elements.</summary>
/// <remarks>On a parameter of an option record: <c>int</c>, <c>long</c>, <c>double</c>, their nullable forms, and lists of these.</remarks>
/// <param name="minimum">The least value; negative infinity for none. Whole for whole numbers.</param>
/// <param name="maximum">The largest value; positive infinity for none. Whole for whole numbers.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OptionRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>The least value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest value.</summary>
    public double Maximum { get; } = maximum;
}
