namespace DeferredSeg.PluginManifest;

/// <summary>The tool's command line: <c>SOURCE ASSEMBLY OUTPUT --reference FILE</c>.</summary>
/// <param name="Source">The hand-written plugin.json.</param>
/// <param name="Assembly">The built plugin's DLL; its documentation file lies beside it.</param>
/// <param name="Output">The plugin.json to write.</param>
/// <param name="References">The DLLs that the plugin was compiled against.</param>
public sealed record ManifestArguments(string Source, string Assembly, string Output, IReadOnlyList<string> References)
{
    private const string Usage =
        "expected are SOURCE ASSEMBLY OUTPUT --reference FILE: the hand-written plugin.json, the built DLL, the plugin.json to write, and a text file with the paths of the referenced DLLs, one a line";

    /// <exception cref="ManifestException">The arguments are others, or a file is not there.</exception>
    internal static ManifestArguments Parse(string[] args)
    {
        if (args is not [var source, var assembly, var output, "--reference", var references])
            throw new ManifestException(ManifestError.Unreadable, $"The arguments are '{string.Join(' ', args)}'; {Usage}.");
        if (!File.Exists(source))
            throw new ManifestException(
                ManifestError.Unreadable,
                $"{source} is not there. A plugin needs one beside its project, at least: {{ \"contributions\": [ {{ \"kind\": \"backbone\", \"id\": \"UNet\" }} ] }}."
            );
        foreach (var file in (string[])[assembly, references])
        {
            if (!File.Exists(file))
                throw new ManifestException(ManifestError.Unreadable, $"{file} is not there; {Usage}.");
        }
        return new(source, assembly, output, [.. File.ReadAllLines(references).Where(line => line.Length > 0)]);
    }
}
