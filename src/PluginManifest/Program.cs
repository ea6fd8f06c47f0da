namespace DeferredSeg.PluginManifest;

/// <summary>The tool that the build of a plugin runs.</summary>
public static class Program
{
    /// <summary>Completes one manifest. Errors are written in MSBuild's form.</summary>
    /// <returns>0, or 1 if anything was wrong; then no manifest is written.</returns>
    public static int Main(string[] args) => Run(args, Console.Out);

    /// <summary>Completes one manifest.</summary>
    /// <param name="args">As <see cref="ManifestArguments"/> reads them.</param>
    /// <param name="output">Where errors are written, one a line.</param>
    /// <returns>0, or 1 if anything was wrong; then no manifest is written.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        var source = "plugin.json";
        try
        {
            var arguments = ManifestArguments.Parse(args);
            source = arguments.Source;
            using var assembly = PluginAssembly.Open(arguments.Assembly, arguments.References);
            var manifest = ManifestCompletion.Complete(SourceManifest.Read(source), assembly);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(arguments.Output))!);
            File.WriteAllText(arguments.Output, manifest);
            return 0;
        }
        catch (IncompleteManifestException e)
        {
            foreach (var error in e.Errors)
                output.WriteLine(error.In(source));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            output.WriteLine(new ManifestError(ManifestError.Unreadable, e.Message).In(source));
        }
        return 1;
    }
}

/// <summary>The tool's command line: <c>SOURCE ASSEMBLY OUTPUT --reference FILE</c>.</summary>
/// <param name="Source">The hand-written plugin.json.</param>
/// <param name="Assembly">The built plugin's DLL; its documentation file lies next to it.</param>
/// <param name="Output">The plugin.json to write.</param>
/// <param name="References">The DLLs that the plugin was compiled against.</param>
public sealed record ManifestArguments(string Source, string Assembly, string Output, IReadOnlyList<string> References)
{
    private const string Usage =
        "expected are SOURCE ASSEMBLY OUTPUT --reference FILE: the hand-written plugin.json, the built DLL, "
        + "the plugin.json to write, and a text file with the paths of the referenced DLLs, one a line";

    /// <exception cref="IncompleteManifestException">The arguments are others, or a file is not there.</exception>
    internal static ManifestArguments Parse(string[] args)
    {
        if (args is not [var source, var assembly, var output, "--reference", var references])
            throw new IncompleteManifestException(ManifestError.Unreadable, $"The arguments are '{string.Join(' ', args)}'; {Usage}.");
        if (!File.Exists(source))
            throw new IncompleteManifestException(
                ManifestError.Unreadable,
                $"{source} is not there. A plugin needs one next to its project, at least: "
                    + """{ "contributions": [ { "kind": "backbone", "id": "UNet" } ] }."""
            );
        foreach (var file in (string[])[assembly, references])
        {
            if (!File.Exists(file))
                throw new IncompleteManifestException(ManifestError.Unreadable, $"{file} is not there; {Usage}.");
        }
        return new(source, assembly, output, [.. File.ReadAllLines(references).Where(line => line.Length > 0)]);
    }
}
