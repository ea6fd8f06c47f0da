using System.Collections;
using System.Globalization;
using System.Reflection;

namespace VerifyTests.Naming;

/// <summary>The part of a file's name that tells the cases of a theory apart.</summary>
internal static class ParameterText
{
    /// <summary>Writes <c>_name=value</c> for each argument.</summary>
    /// <exception cref="InvalidOperationException">The test has parameters but none were passed, or more were passed than it has.</exception>
    public static string Of(MethodInfo test, VerifySettings settings)
    {
        if (settings.ParametersText is { } text)
            return "_" + FileNameText.Of(text);

        var names = test.GetParameters();
        var values = settings.Parameters;
        if (values is null && names.Length > 0)
        {
            throw new InvalidOperationException(
                $"The test {test.ReflectedType?.Name}.{test.Name} has parameters, but none were passed on, so all its cases would share one file. "
                + $"Write Verify(...).UseParameters({string.Join(", ", names.Select(name => name.Name))}).");
        }

        if (values?.Length > names.Length)
            throw new InvalidOperationException($"{values.Length} values were passed to UseParameters, but the test {test.ReflectedType?.Name}.{test.Name} has {names.Length} parameters. Pass its first ones, in its order.");

        return string.Concat((values ?? []).Select((value, i) => $"_{names[i].Name}={FileNameText.Of(Of(value))}"));
    }

    private static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH-mm-ss.FFFFFFF", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => $"[{string.Join(',', list.Cast<object?>().Select(Of))}]",
        _ => value.ToString() ?? "null",
    };
}
