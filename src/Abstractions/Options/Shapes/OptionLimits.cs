using System.Reflection;

namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>The attributes of a parameter, read as data: the attribute's own type may be of another load context, or not loaded as code at all.</summary>
internal static class OptionLimits
{
    private const string Range = "DeferredSeg.Abstractions.Options.OptionRangeAttribute";
    private const string MultipleOf = "DeferredSeg.Abstractions.Options.OptionMultipleOfAttribute";

    // Larger whole numbers are not exact as double.
    private const double LargestWhole = 1L << 53;

    /// <summary>The shape within the limits that the parameter's attributes set.</summary>
    public static OptionShape Apply(Type record, ParameterInfo parameter, OptionShape shape)
    {
        foreach (var attribute in parameter.GetCustomAttributesData())
        {
            var arguments = attribute.ConstructorArguments;
            shape = attribute.AttributeType.FullName switch
            {
                Range => Within(record, parameter, shape, (double)arguments[0].Value!, (double)arguments[1].Value!),
                MultipleOf => Multiples(record, parameter, shape, (long)arguments[0].Value!),
                _ => shape,
            };
        }
        return shape;
    }

    private static OptionShape Within(Type record, ParameterInfo parameter, OptionShape shape, double minimum, double maximum)
    {
        if (shape.Item is { } item)
            return shape with { Item = Within(record, parameter, item, minimum, maximum) };
        if (!shape.IsWhole && shape.Kind != OptionKind.Number)
            throw new OptionRecordException(record, $"the range of '{parameter.Name}' is for numbers and lists of numbers alone.");
        if (!(minimum <= maximum))
            throw new OptionRecordException(
                record,
                FormattableString.Invariant($"the range of '{parameter.Name}' is from {minimum} to {maximum}, which no number is in.")
            );
        if (shape.IsWhole && !(IsWhole(minimum) && IsWhole(maximum)))
            throw new OptionRecordException(
                record,
                FormattableString.Invariant($"the range of '{parameter.Name}' is from {minimum} to {maximum}; ")
                    + "that of a whole number ends at whole numbers of at most 2^53, or at infinity."
            );
        return shape with
        {
            Minimum = double.IsFinite(minimum) && !(minimum < shape.Minimum) ? minimum : shape.Minimum,
            Maximum = double.IsFinite(maximum) && !(maximum > shape.Maximum) ? maximum : shape.Maximum,
        };
    }

    private static OptionShape Multiples(Type record, ParameterInfo parameter, OptionShape shape, long divisor)
    {
        if (shape.Item is { } item)
            return shape with { Item = Multiples(record, parameter, item, divisor) };
        if (!shape.IsWhole)
            throw new OptionRecordException(record, $"only whole numbers and lists of them are multiples; '{parameter.Name}' is neither.");
        return divisor >= 1
            ? shape with
            {
                MultipleOf = divisor,
            }
            : throw new OptionRecordException(record, $"'{parameter.Name}' is to be a multiple of {divisor}; expected at least 1.");
    }

    private static bool IsWhole(double bound) => double.IsInfinity(bound) || (bound == Math.Floor(bound) && Math.Abs(bound) <= LargestWhole);
}
