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
        var problems = new ConfigurationValidator(layers, plugins.Contributions).Run();
        if (problems.Count > 0) throw new ConfigurationException($"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}");
        return new(OptionReader.Read<ExperimentSettings>(layers.Root), layers);
    }

    /// <summary>The experts' names: as given, else the source's, numbered where there are several.</summary>
    public IReadOnlyList<string> ExpertNames()
    {
        var names = new List<string>();
        foreach (var expert in Settings.Experts ?? [])
        {
            var name = expert.Name ?? expert.Source[(expert.Source.IndexOf('/') + 1)..];
            var unique = name;
            for (var i = 2; names.Contains(unique, StringComparer.OrdinalIgnoreCase); i++) unique = $"{name}{i}";
            names.Add(unique);
        }
        return names;
    }
}
