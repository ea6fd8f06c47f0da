using DeferredSeg.Abstractions.Options.Shapes;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Options;

/// <summary>
/// Reads options into a positional record, which is their only description: parameters are the options, their defaults hold for
/// what the configuration does not name, <see cref="OptionRangeAttribute"/> and <see cref="OptionMultipleOfAttribute"/> limit them.
/// </summary>
/// <remarks>
/// <para>An option is a <c>bool</c>, <c>int</c>, <c>long</c>, <c>double</c> (finite), <c>string</c>, an enum (by name), another option
/// record, an <see cref="IReadOnlyList{T}"/> of these, or <see cref="IConfiguration"/>, which is handed over unread. What is null by
/// default has a nullable type. Names of options and of enum values are compared without case, numbers are read the same everywhere.</para>
/// <para>In a configuration <c>{}</c> and <c>null</c> look alike: for a record both are the record with its defaults, for anything else
/// that is nullable they are null. An empty text is null for a nullable number, flag or choice, and an empty list for a list.</para>
/// <para>Nothing is kept between calls, so that a plugin whose options were read can be unloaded.</para>
/// </remarks>
public static class OptionReader
{
    /// <summary>Reads the options.</summary>
    /// <typeparam name="T">A record with one public constructor whose parameters all have defaults.</typeparam>
    /// <param name="options">The part of the configuration that holds the options alone.</param>
    /// <exception cref="OptionException">Options are unknown, unreadable, out of range or do not fit each other; all problems are told at once.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no option record; the message says why.</exception>
    public static T Read<T>(IConfiguration options)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<OptionProblem>();
        var record = new OptionValueReader(problems).Root(OptionShapeReader.Read(typeof(T)), options);
        return problems.Count == 0 ? (T)record! : throw new OptionException(typeof(T).Name, (options as IConfigurationSection)?.Path, problems);
    }
}

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

/// <summary>A whole-number option must be a multiple of this; for a list, each of its elements.</summary>
/// <remarks>On a parameter of an option record: <c>int</c>, <c>long</c>, their nullable forms, and lists of these.</remarks>
/// <param name="divisor">At least 1.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OptionMultipleOfAttribute(long divisor) : Attribute
{
    /// <summary>What the value is a multiple of.</summary>
    public long Divisor { get; } = divisor;
}

/// <summary>An option record whose options must fit each other. What one option alone may be is said by its type and its attributes.</summary>
public interface IOptionChecks
{
    /// <summary>One sentence for each pair of options that do not fit, naming them, their values and what is expected; nothing if all fit.</summary>
    /// <remarks>Called after the record was read, and only if each option alone was right.</remarks>
    IEnumerable<string> Check();
}
