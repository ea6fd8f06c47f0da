using DeferredSeg.Abstractions.Backbones;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Plugins;

/// <summary>A backbone plugin that is loaded into a context of its own.</summary>
public sealed class BackbonePlugin : IDisposable
{
    private static readonly Type[] _shared = [typeof(IBackboneFactory), typeof(torch), typeof(IConfiguration)];

    private readonly PluginLoader _loader;

    private BackbonePlugin(PluginLoader loader, IBackboneFactory factory)
    {
        _loader = loader;
        Factory = factory;
    }

    /// <summary>What makes the backbone.</summary>
    public IBackboneFactory Factory { get; }

    /// <summary>Loads the plugin of a folder <c>&lt;id&gt;/&lt;id&gt;.dll</c>.</summary>
    /// <param name="folder">The plugins folder.</param>
    /// <param name="id">The plugin's id, the name of its folder.</param>
    /// <exception cref="PluginException">It is not there, or it is not a backbone plugin.</exception>
    public static BackbonePlugin Load(string folder, string id)
    {
        var file = Path.Combine(folder, id, id + ".dll");
        if (!File.Exists(file)) throw new PluginException($"The plugin {id} is not there: {file} was expected. Build the solution, or name the folder of your plugins in {PluginFolder.Variable}.");
        var loader = PluginLoader.CreateFromAssemblyFile(file, isUnloadable: true, _shared);
        try
        {
            var types = loader.LoadDefaultAssembly().GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IBackboneFactory).IsAssignableFrom(type)).ToArray();
            if (types.Length != 1) throw new PluginException($"The plugin {id} has {types.Length} public classes that implement {nameof(IBackboneFactory)}; a backbone plugin has exactly one.");
            return new(loader, (IBackboneFactory)Activator.CreateInstance(types[0])!);
        }
        catch (Exception e)
        {
            loader.Dispose();
            throw e as PluginException ?? new PluginException($"The plugin {id} could not be loaded from {file}: {e.Message}", e);
        }
    }

    /// <summary>Unloads it. What it made must be disposed before.</summary>
    public void Dispose() => _loader.Dispose();
}
