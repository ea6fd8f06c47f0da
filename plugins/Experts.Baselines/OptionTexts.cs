using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Experts.Baselines;

/// <summary>Reads the values of a configuration and collects what is wrong with them.</summary>
internal sealed class OptionTexts
{
    private readonly IConfiguration _configuration;
    private readonly string _source;
    private readonly List<string> _problems;

    public OptionTexts(IConfiguration configuration, string source, string[] known)
    {
        (_configuration, _source) = (configuration, source);
        _problems = [.. configuration.GetChildren()
            .Where(entry => !known.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            .Select(entry => $"'{entry.Key}' is not an option; the options are {string.Join(", ", known)}")];
    }

    public string? Text(string name) => _configuration[name];

    public int ZeroOrOne(string name, int fallback) => Text(name) switch
    {
        null => fallback,
        "0" => 0,
        "1" => 1,
        var text => Problem(name, text, "0 or 1", fallback),
    };

    public double Cost(string name, double fallback)
    {
        if (Text(name) is not { } text) return fallback;
        var understood = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && double.IsFinite(value);
        return understood ? value : Problem(name, text, "a number of at least 0", fallback);
    }

    public void RefuseProblems()
    {
        if (_problems.Count > 0) throw new ArgumentException($"The options of {_source} are not right: {string.Join("; ", _problems)}.");
    }

    private T Problem<T>(string name, string text, string expected, T fallback)
    {
        _problems.Add($"{name} is '{text}'; expected {expected}");
        return fallback;
    }
}
