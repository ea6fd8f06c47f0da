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
        catch (ManifestException e)
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
