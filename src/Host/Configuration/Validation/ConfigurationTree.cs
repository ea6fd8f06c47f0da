using DeferredSeg.Schema.Validation;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Validation;

/// <summary>A configuration as the tree that schemas are compared with.</summary>
internal static class ConfigurationTree
{
    public static ConfigurationNode Of(IConfiguration configuration) =>
        new((configuration as IConfigurationSection)?.Key ?? "", (configuration as IConfigurationSection)?.Value, [.. configuration.GetChildren().Select(Of)]);

    /// <summary>The configuration key of a JSON path: <c>$.experts[1].options</c> is <c>experts:1:options</c>.</summary>
    public static string Key(string path) =>
        string.Join(':', path.TrimStart('$').Split(['.', '[', ']', '\''], StringSplitOptions.RemoveEmptyEntries));
}
