using System.Text.RegularExpressions;
using DeferredSeg.Schema;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Configuration.Validation;

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
