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
    IReadOnlyList<DeclaredContribution> Declared { get; }

    /// <summary>What it registered.</summary>
    /// <exception cref="Exception">Whatever the plugin throws while it is loaded.</exception>
    IReadOnlyList<RegisteredFactory> Registered { get; }

    /// <summary>The names of the entry's public classes that implement <c>IPlugin</c>.</summary>
    IReadOnlyList<string> EntryClasses { get; }

    /// <summary>The factory of a backbone.</summary>
    /// <exception cref="ArgumentException">None of that id is registered.</exception>
    IBackboneFactory Backbone(string id);

    /// <summary>The factory of a wrapper of backbones.</summary>
    /// <exception cref="ArgumentException">None of that id is registered.</exception>
    IBackboneWrapperFactory Wrapper(string id);

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

/// <summary>Something that a plugin brings.</summary>
/// <param name="Kind">A backbone, a wrapper, a head or a source of experts.</param>
/// <param name="Id">The factory's id.</param>
public sealed record DeclaredContribution(CheckKind Kind, string Id)
{
    /// <summary>A configuration without a value.</summary>
    public static IConfiguration NoOptions { get; } = new ConfigurationBuilder().Build();

    /// <summary>The options with which it is checked, for example those of a small network; by default none, so that the plugin's defaults hold.</summary>
    public IConfiguration Options { get; init; } = NoOptions;

    /// <summary>The JSON schema of its options as in <c>plugin.json</c>; null where there is none.</summary>
    public string? OptionsSchema { get; init; }
}

/// <summary>A factory that a plugin registered.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Id">Its id.</param>
public sealed record RegisteredFactory(CheckKind Kind, string Id);

/// <summary>What became of a plugin that was unloaded.</summary>
/// <param name="Outcome">Passed where it is gone, failed where something holds it, not applicable where it cannot be unloaded.</param>
/// <param name="Message">What is known of the holder, or why it cannot be unloaded; null where it is gone.</param>
public sealed record UnloadResult(CheckOutcome Outcome, string? Message);
