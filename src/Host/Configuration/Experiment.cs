using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Configuration.Layers;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Configuration.Validation;
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
    public static Experiment Read(LayeredConfiguration layers, PluginHost plugins)
    {
        var problems = new ConfigurationValidator(layers, plugins.Plugins).Run();
        if (problems.Count > 0)
            throw new ConfigurationException($"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}");
        try
        {
            return new(OptionReader.Read<ExperimentSettings>(layers.Root), layers);
        }
        catch (OptionException e)
        {
            // What no schema can say: values that are each right and do not fit together.
            throw new ConfigurationException($"The configuration is not right:{string.Concat(e.Problems.Select(problem => $"\n- {problem.Message}"))}", e);
        }
    }

    /// <summary>The same experiment with what a command line says of its routing.</summary>
    /// <param name="budget">The share that is deferred; null leaves the configuration's.</param>
    /// <param name="absent">Experts who are away beside those of the configuration.</param>
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
        // What somebody chose stays as it is, wherever it stands.
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
