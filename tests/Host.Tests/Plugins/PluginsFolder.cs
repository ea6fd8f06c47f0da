using System.Text.Json.Nodes;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Tests.Plugins;

/// <summary>A folder of plugins that a test fills, with a folder next to it that no plugin may reach. Gone at the end.</summary>
internal sealed class PluginsFolder : IDisposable
{
    public const string Sound = "Sound.Backbone";

    private readonly DirectoryInfo _all = Directory.CreateTempSubdirectory("deferredseg");

    public PluginsFolder()
    {
        Root = _all.CreateSubdirectory("plugins").FullName;
        Outside = _all.CreateSubdirectory("outside").FullName;
        Copy(Path.Combine(BuildFacts.FaultPlugins, Sound), Outside);
    }

    /// <summary>The folder of plugins.</summary>
    public string Root { get; }

    /// <summary>A folder next to it with a sound plugin's files.</summary>
    public string Outside { get; }

    /// <summary>A sound DLL outside.</summary>
    public string OutsideDll => Path.Combine(Outside, Sound + ".dll");

    /// <summary>The code of a sound plugin.</summary>
    public static string SoundDll => Path.Combine(BuildFacts.FaultPlugins, Sound, Sound + ".dll");

    /// <summary>The host's own copy of an assembly.</summary>
    public static string HostDll(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    public void Dispose() => _all.Delete(recursive: true);

    /// <summary>Adds a built plugin.</summary>
    public string Add(string id = Sound)
    {
        var folder = Path.Combine(Root, id);
        Copy(Path.Combine(id.StartsWith("SideBySide.", StringComparison.Ordinal) ? BuildFacts.SideBySidePlugins : BuildFacts.FaultPlugins, id), folder);
        return folder;
    }

    /// <summary>Adds a file to a plugin.</summary>
    public static void Write(string folder, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
        File.WriteAllText(Path.Combine(folder, file), text);
    }

    /// <summary>Changes a plugin's description.</summary>
    public static void Edit(string folder, Action<JsonObject> edit)
    {
        var file = Path.Combine(folder, PluginManifest.FileName);
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        edit(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    public PluginHost Open(params string[] disabled) => PluginHost.Open(new(Root) { Disabled = disabled });

    /// <summary>What the host says of one plugin; a test that would wait for ever fails instead.</summary>
    public Plugin Judge(string id = Sound)
    {
        var judging = Task.Run(() => Open().Plugins.Single(plugin => plugin.Id == id));
        return judging.Wait(TimeSpan.FromSeconds(30)) ? judging.Result : throw new TimeoutException($"Judging {id} does not end.");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
