using System.Text.RegularExpressions;

namespace DeferredSeg.Schema.Validation;

/// <summary>JSON paths (RFC 9535) of places in a configuration.</summary>
internal static partial class JsonPath
{
    public static string Below(string path, string key) =>
        PlainName().IsMatch(key) ? $"{path}.{key}" : $"{path}['{key.Replace(@"\", @"\\").Replace("'", @"\'")}']";

    public static string Element(string path, string index) => $"{path}[{index}]";

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex PlainName();
}
