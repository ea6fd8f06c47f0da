using System.Reflection;

namespace DeferredSeg.PluginManifest.Tests;

/// <summary>Runs the tool on a manifest for this test assembly, in a folder of its own.</summary>
internal sealed class ToolRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-manifest-").FullName;

    public static Assembly Plugin { get; } = typeof(ToolRun).Assembly;

    public string Source => Path.Combine(_folder, "plugin.json");

    public string Output => Path.Combine(_folder, "out", "plugin.json");

    public string Errors { get; private set; } = "";

    public static string Fact(string key) => Plugin.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public int Of(string manifest, Func<string, bool>? isReferenced = null)
    {
        File.WriteAllText(Source, manifest);
        var references = Path.Combine(_folder, "references.txt");
        File.WriteAllLines(
            references,
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => isReferenced?.Invoke(Path.GetFileName(path)) ?? true)
        );
        return With(Source, Plugin.Location, Output, "--reference", references);
    }

    public int With(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = Program.Run(arguments, output);
        Errors = output.ToString();
        return code;
    }
}
