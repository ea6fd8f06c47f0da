using System.CommandLine;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Commands;

/// <summary>Where plugins are looked for and which are left out: options that every command that uses plugins has.</summary>
internal sealed class PluginSelection
{
    private readonly Option<string?> _folder = new("--plugins")
    {
        Description = $"The folder of plugins. Default: {PluginFolder.Variable}, else 'plugins' beside the program.",
    };
    private readonly Option<string[]> _disabled = new("--disable-plugin") { Description = "A plugin, by id, that is not to be loaded. May be repeated." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_folder);
        command.Options.Add(_disabled);
    }

    /// <summary>Looks into the folder.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="folder">The configuration's folder, where the command line names none.</param>
    /// <param name="disabled">What the configuration leaves out as well.</param>
    /// <param name="limit">How long a call may take.</param>
    /// <exception cref="PluginException">The folder is not there, or a plugin that is to be left out is not.</exception>
    public PluginHost Open(ParseResult parsed, string? folder = null, IReadOnlyList<string>? disabled = null, TimeSpan? limit = null)
    {
        var host = PluginHost.Open(
            new((parsed.GetValue(_folder) ?? folder) is { Length: > 0 } named ? Path.GetFullPath(named) : PluginFolder.Locate())
            {
                Disabled = [.. parsed.GetValue(_disabled) ?? [], .. disabled ?? []],
                CallLimit = limit,
            }
        );
        var unknown = host
            .Settings.Disabled.Where(id => !host.Plugins.Any(plugin => string.Equals(plugin.Id, id, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return unknown.Count == 0
            ? host
            : throw new PluginException(
                $"Plugins are switched off that are not in {host.Settings.Folder}: {string.Join(", ", unknown)}; there is {string.Join(", ", host.Plugins.Select(plugin => plugin.ShownId))}."
            );
    }
}
