namespace DeferredSeg.PluginKit.Subjects;

/// <summary>A plugin under examination, however it was loaded.</summary>
/// <remarks>
/// Loading happens at the first use of anything but <see cref="Id"/> and <see cref="Declared"/>, so that a plugin that cannot be loaded is a failed
/// check. One thread at a time.
/// </remarks>
public interface IPluginSubject : IDisposable
{
    /// <summary>The plugin's id, as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>What the plugin says that it brings.</summary>
    IReadOnlyList<Contribution> Declared { get; }

    /// <summary>What it registered.</summary>
    /// <exception cref="Exception">Whatever the plugin throws while it is loaded.</exception>
    IReadOnlyList<RegisteredFactory> Registered { get; }

    /// <summary>The names of the entry's public classes that implement <c>IPlugin</c>.</summary>
    IReadOnlyList<string> EntryClasses { get; }

    /// <summary>The factory of a backbone.</summary>
    /// <exception cref="ArgumentException">None of that id is registered.</exception>
    IBackboneFactory Backbone(string id);

    /// <summary>The factory of a deferral head.</summary>
    /// <exception cref="ArgumentException">None of that id is registered.</exception>
    IHeadFactory Head(string id);

    /// <summary>The factory of a source of experts.</summary>
    /// <exception cref="ArgumentException">None of that id is registered.</exception>
    IExpertSourceFactory ExpertSource(string id);

    /// <summary>Unloads the plugin and waits until it is gone. Nothing of it may be used afterwards.</summary>
    /// <param name="collections">How often the garbage collector runs at most.</param>
    UnloadResult Unload(int collections);
}
