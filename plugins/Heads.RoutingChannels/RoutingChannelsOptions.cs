using System.Globalization;
using DeferredSeg.Abstractions.Heads;
using Microsoft.Extensions.Configuration;

namespace Heads.RoutingChannels;

/// <summary>The shape of a head with routing channels. The defaults are the paper's.</summary>
/// <param name="Parameterisation">What the routing logits mean: <c>softmax</c> (DeferredSeg, Eq. 5), <c>oneVsAll</c> or <c>utility</c>. It changes nothing in the network, only what losses and decisions make of it.</param>
/// <param name="RoutesPerClass">Whether each class has routing channels of its own (R = K); otherwise all share them (R = 1).</param>
/// <param name="Predictor">Whether there is an aggregated predictor (Sec. 4.3).</param>
/// <param name="PredictorWidth">Channels between the predictor's two convolutions, 1 to 1024; null means as many as the features have, since the paper leaves it open.</param>
public sealed record RoutingChannelsOptions(
    RoutingParameterisation Parameterisation = RoutingParameterisation.Softmax, bool RoutesPerClass = false, bool Predictor = true, int? PredictorWidth = null)
{
    /// <summary>Reads the options of a configuration; what it does not name keeps its default. Names and choices are compared without case.</summary>
    /// <exception cref="ArgumentException">An option is unknown, unreadable or out of range; all problems are told at once.</exception>
    public static RoutingChannelsOptions From(IConfiguration configuration)
    {
        var problems = new List<string>();
        string[] known = [nameof(Parameterisation), nameof(RoutesPerClass), nameof(Predictor), nameof(PredictorWidth)];
        foreach (var entry in configuration.GetChildren())
        {
            if (!known.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)) problems.Add($"'{entry.Key}' is not an option; the options are {string.Join(", ", known)}");
        }
        var defaults = new RoutingChannelsOptions();
        var options = new RoutingChannelsOptions(
            Read(nameof(Parameterisation), defaults.Parameterisation, Choice, "softmax, oneVsAll or utility"),
            Read(nameof(RoutesPerClass), defaults.RoutesPerClass, Flag, "true or false"),
            Read(nameof(Predictor), defaults.Predictor, Flag, "true or false"),
            Read(nameof(PredictorWidth), defaults.PredictorWidth, Width, "a whole number from 1 to 1024"));
        if (!options.Predictor && options.PredictorWidth is { } width) problems.Add($"PredictorWidth is {width}, but Predictor is false; leave one of them out");
        return problems.Count == 0 ? options : throw new ArgumentException($"The options of {RoutingChannelsFactory.Name} are not right: {string.Join("; ", problems)}.");

        T Read<T>(string name, T fallback, Func<string, (bool Understood, T Value)> parse, string expected)
        {
            if (configuration[name] is not { } text) return fallback;
            var (understood, value) = parse(text);
            if (understood) return value;
            problems.Add($"{name} is '{text}'; expected {expected}");
            return fallback;
        }
    }

    private static (bool Understood, bool Value) Flag(string text) => (bool.TryParse(text, out var value), value);

    private static (bool Understood, int? Value) Width(string text) =>
        (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 1024, value);

    /// <summary>By name alone: Enum.TryParse takes numbers as well.</summary>
    private static (bool Understood, RoutingParameterisation Value) Choice(string text)
    {
        var index = Array.FindIndex(Enum.GetNames<RoutingParameterisation>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? default : (true, Enum.GetValues<RoutingParameterisation>()[index]);
    }
}
