using System.Globalization;

namespace Tiny;

/// <summary>Reads options by hand and refuses all that are wrong.</summary>
public sealed class OptionProblems(IConfiguration configuration)
{
    private readonly List<string> _problems = [];

    public void Known(params string[] names)
    {
        foreach (var entry in configuration.GetChildren().Where(entry => !names.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)))
            _problems.Add($"'{entry.Key}' is no option; there are {string.Join(", ", names)}");
    }

    public int Whole(string name, int fallback, int least, int most)
    {
        if (configuration[name] is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        _problems.Add($"{name} is '{text}'; expected a whole number from {least} to {most}");
        return fallback;
    }

    public double Number(string name, double fallback, double least, double most)
    {
        if (configuration[name] is not { } text)
            return fallback;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        _problems.Add($"{name} is '{text}'; expected a number from {least} to {most}");
        return fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        if (configuration[name] is not { } text)
            return fallback;
        if (bool.TryParse(text, out var value))
            return value;
        _problems.Add($"{name} is '{text}'; expected true or false");
        return fallback;
    }

    public void Throw()
    {
        if (_problems.Count > 0)
            throw new ArgumentException(string.Join("; ", _problems));
    }
}
