using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Configuration;

/// <summary>Files of settings, and three small plugins to set: backbone Tiny, head Tiny, expert tiny.</summary>
public abstract class Layered : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;
    private readonly List<string> _files = [];

    protected Layered()
    {
        foreach (var id in new[] { "Sound.Backbone", "Sound.Head", "Sound.Expert" })
            Folder.Add(id);
        Plugins = Folder.Open();
    }

    internal PluginsFolder Folder { get; } = new();

    /// <summary>A configuration that is right.</summary>
    protected static string Right => """{ "backbone": { "id": "Tiny" }, "head": { "id": "Tiny" }, "experts": [ { "source": "tiny" } ] }""";

    protected PluginHost Plugins { get; set; }

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        Plugins.Dispose();
        Folder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Writes a file; later ones win.</summary>
    protected string WriteFile(string json)
    {
        var file = Path.Combine(_folder, $"{_files.Count + 1}.json");
        File.WriteAllText(file, json);
        _files.Add(file);
        return file;
    }

    internal LayeredConfiguration Layers(params string[] settings) => LayeredConfiguration.Read(_files, settings);

    internal IReadOnlyList<ConfigurationProblem> Problems(string json, params string[] settings)
    {
        WriteFile(json);
        return new ConfigurationValidator(Layers(settings), Plugins.Plugins).Run();
    }

    internal Experiment Read(string json, params string[] settings)
    {
        WriteFile(json);
        return Experiment.Read(Layers(settings), Plugins);
    }
}
