using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Configuration;

/// <summary>A configuration that was read and found right.</summary>
/// <param name="Settings">Its values, defaults included.</param>
/// <param name="Layers">Where they came from.</param>
internal sealed record Experiment(ExperimentSettings Settings, LayeredConfiguration Layers)
{
    /// <summary>Checks everything and reads it.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <exception cref="ConfigurationException">Something is not right; the message tells all problems.</exception>
    public static Experiment Read(LayeredConfiguration layers, PluginHost plugins) =>
        Check(layers, plugins, out var experiment) is { Count: > 0 } problems ? throw new ConfigurationException(Report(problems)) : experiment!;

    /// <summary>All that is wrong, of schema and values; none where the configuration is right.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="experiment">The experiment; null where something is wrong.</param>
    public static IReadOnlyList<ConfigurationProblem> Check(LayeredConfiguration layers, PluginHost plugins, out Experiment? experiment)
    {
        experiment = null;
        if (new ConfigurationValidator(layers, plugins.Plugins).Run() is { Count: > 0 } problems)
            return problems;
        try
        {
            experiment = new(OptionReader.Read<ExperimentSettings>(layers.Root), layers);
            return [];
        }
        catch (OptionException e)
        {
            // What no schema can say: values that are each right and do not fit together.
            return
            [
                .. e.Problems.Select(problem => new ConfigurationProblem(
                    "$",
                    problem.Found ?? "values that do not fit together",
                    problem.Allowed,
                    problem.Nearest,
                    null,
                    problem.Message
                )),
            ];
        }
    }

    /// <summary>All problems for people.</summary>
    public static string Report(IEnumerable<ConfigurationProblem> problems) =>
        $"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}";

    /// <summary>The same experiment with what a command line says of its routing.</summary>
    /// <param name="budget">The share that is deferred; null leaves the configuration's.</param>
    /// <param name="absent">Experts who are away, in addition to those of the configuration.</param>
    public Experiment Routed(double? budget, IReadOnlyList<string> absent)
    {
        var routing = Settings.Routing ?? new();
        return this with
        {
            Settings = Settings with { Routing = routing with { Budget = budget ?? routing.Budget, Absent = [.. routing.Absent ?? [], .. absent] } },
        };
    }

    /// <summary>The experts' names: as given, else the source's, numbered where there are several.</summary>
    public IReadOnlyList<string> ExpertNames()
    {
        var experts = Settings.Experts ?? [];
        // What somebody chose is not changed, wherever it stands.
        var taken = new HashSet<string>(experts.Select(expert => expert.Name).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        return [.. experts.Select(expert => expert.Name ?? Unique(expert.Source[(expert.Source.IndexOf('/') + 1)..], taken))];
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
            unique = $"{name}{i}";
        return unique;
    }
}
