namespace Samples.Tests;

/// <summary>
/// The sample Backbones.LwNet, built as its author builds it: in a copy outside of the repository, from packages that the host wrote, staged into
/// a folder of plugins.
/// </summary>
public sealed class BuiltSample : IDisposable
{
    private readonly AuthorFolder _folder = new();

    public BuiltSample()
    {
        try
        {
            // The places are those of the repository, so that the sample's relative path to the feed holds.
            _folder.Host("plugins", "feed", "--output", _folder.Of("artifacts", "feed")).Succeeded();
            Copy(Path.Combine(AuthorFolder.Checkout, "samples", "Backbones.LwNet"), _folder.Of("samples", "Backbones.LwNet"));
            _folder
                .Dotnet(
                    "samples/Backbones.LwNet",
                    "build",
                    "Backbones.LwNet",
                    "-c",
                    "Release",
                    "-m:1",
                    "-v:q",
                    "-nologo",
                    $"-p:DeferredSegPluginsFolder={Plugins}"
                )
                .Succeeded();
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder of plugins with the sample in it.</summary>
    public string Plugins => _folder.Of("plugins");

    internal AuthorFolder Folder => _folder;

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "plugins"))
                continue;
            var target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
