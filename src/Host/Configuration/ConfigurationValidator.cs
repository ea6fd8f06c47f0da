using System.Text.RegularExpressions;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Schema;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration;

/// <summary>Compares an experiment's configuration with the host's schema and with those of the plugins that it names, and tells everything at once.</summary>
internal sealed class ConfigurationValidator(LayeredConfiguration configuration, IReadOnlyList<Plugin> plugins)
{
    private readonly List<ConfigurationProblem> _problems = [];

    /// <summary>All problems, the host's first; none where the configuration is right.</summary>
    public IReadOnlyList<ConfigurationProblem> Run()
    {
        Add(SchemaValidator.Validate(ExperimentSchema.Host, ConfigurationTree.Of(configuration.Root)));
        foreach (var section in PluginSection.All)
        {
            var place = configuration.Root.GetSection(section.Property);
            if (!section.IsList)
                Named(section, section.Property, section.Path);
            else
                foreach (var child in place.GetChildren())
                    Named(section, child.Path, $"{section.Path}[{child.Key}]");
        }
        ExpertNames();
        return _problems;
    }

    private void Named(PluginSection section, string key, string path)
    {
        var nameKey = $"{key}:{section.NameProperty}";
        var name = configuration.Root[nameKey] ?? section.DefaultName;
        var offers = PluginOffer.Of(plugins, section.Kind);
        var named = PluginOffer.Named(offers, name);
        var kind = section.Kind == ContributionKind.Expert ? "an expert source" : $"a {section.Kind.ToString().ToLowerInvariant()}";
        if (named.Count > 1)
            Misnamed(
                nameKey,
                $"{path}.{section.NameProperty}",
                name,
                $"{kind} of one plugin, for several bring '{name}': {string.Join(", ", named.Select(offer => offer.FullName))}",
                null
            );
        if (named.Count > 0)
        {
            if (named is [{ Contribution.Options: { } schema }])
                Add(SchemaValidator.Validate(schema, ConfigurationTree.Of(configuration.Root.GetSection($"{key}:options")), $"{path}.options"));
            return;
        }
        // Nothing was asked for.
        if (configuration.Root[nameKey] is null && !configuration.Root.GetSection(key).GetChildren().Any())
            return;
        var names = offers.Select(offer => offer.Shown(name)).Distinct().ToList();
        Misnamed(
            nameKey,
            $"{path}.{section.NameProperty}",
            name,
            names.Count == 0 ? $"{kind} of a plugin, and no plugin here brings one" : $"{kind} of a plugin: {string.Join(", ", names)}",
            NearestName.Of(name, names),
            plugins.FirstOrDefault(plugin => plugin.Manifest is null) is { } unread
                ? $" The plugin {unread.ShownId} cannot be read; ./deferredseg plugins doctor says why."
                : " The folder of further plugins is named with --plugins."
        );
    }

    private void Misnamed(string key, string path, string name, string allowed, string? nearest, string otherwise = "") =>
        _problems.Add(
            new(
                path,
                $"'{name}'",
                allowed,
                nearest,
                configuration.Origin(key),
                $"{path} is '{name}'; expected {allowed}.{(nearest is null ? otherwise : $" Did you mean '{nearest}'?")}"
            )
        );

    private void ExpertNames()
    {
        var named = configuration
            .Root.GetSection("experts")
            .GetChildren()
            .Select(expert => (expert.Key, Name: expert["name"]))
            .Where(expert => expert.Name is not null);
        foreach (var twice in named.GroupBy(expert => expert.Name!, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var second = twice.ElementAt(1).Key;
            _problems.Add(
                new(
                    $"$.experts[{second}].name",
                    $"'{twice.Key}'",
                    "a name that no other expert has",
                    null,
                    configuration.Origin($"experts:{second}:name"),
                    $"$.experts[{second}].name is '{twice.Key}', as is that of expert {twice.First().Key}; expected a name that no other expert has."
                )
            );
        }
    }

    private void Add(IEnumerable<SchemaProblem> problems)
    {
        foreach (var problem in problems)
            _problems.Add(
                new(
                    problem.Path,
                    problem.Found,
                    problem.Allowed,
                    problem.Nearest,
                    configuration.OriginOfPart(ConfigurationTree.Key(problem.Path)),
                    problem.Message
                )
            );
    }
}

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Path">The JSON path, for example <c>$.experts[1].options.cost</c>.</param>
/// <param name="Found">What was found.</param>
/// <param name="Allowed">What is allowed there.</param>
/// <param name="Nearest">The known name that is most like what was found; null where none is close.</param>
/// <param name="Origin">The layer that it came from; null where nothing was set.</param>
/// <param name="Message">All of it as a sentence.</param>
internal sealed record ConfigurationProblem(string Path, string Found, string Allowed, string? Nearest, string? Origin, string Message)
{
    public override string ToString() => Origin is null ? Message : $"{Message} (from {Origin})";
}

/// <summary>A configuration as the tree that schemas are compared with.</summary>
internal static partial class ConfigurationTree
{
    public static ConfigurationNode Of(IConfiguration configuration) =>
        new((configuration as IConfigurationSection)?.Key ?? "", (configuration as IConfigurationSection)?.Value, [.. configuration.GetChildren().Select(Of)]);

    /// <summary>The configuration key of a JSON path: <c>$.experts[1].options</c> is <c>experts:1:options</c>.</summary>
    public static string Key(string path) =>
        string.Join(':', Step().Matches(path).Select(step => Unescaped(step.Groups[1].Value + step.Groups[2].Value + step.Groups[3].Value)));

    private static string Unescaped(string name) => Escape().Replace(name, "$1");

    [GeneratedRegex(@"\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:\\.|[^'\\])*)'\]|\[([^'\]]*)\]", RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
