using System.CommandLine;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins</c>: what is there, and why something is not.</summary>
internal static class PluginsCommand
{
    public static Command Create() =>
        new("plugins", "Shows, explains, checks and starts plugins.")
        {
            PluginsListCommand.Create(),
            PluginsInfoCommand.Create(),
            PluginsDoctorCommand.Create(),
            PluginsValidateCommand.Create(),
            PluginsNewCommand.Create(),
            PluginsFeedCommand.Create(),
        };
}

/// <summary><c>plugins list</c>: all plugins, their states and reasons.</summary>
internal static class PluginsListCommand
{
    public static Command Create()
    {
        var selection = new PluginSelection();
        var format = OutputFormat.Create();
        var load = new Option<bool>("--load") { Description = "Load each plugin that may be, to see whether its code is in order." };
        var command = new Command(
            "list",
            "Lists all plugins with their states.\n\nExamples:\n  ./deferredseg plugins list\n  ./deferredseg plugins list --load --format json"
        )
        {
            load,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    using var host = selection.Open(parsed);
                    if (parsed.GetValue(load))
                    {
                        foreach (var plugin in host.Plugins)
                            plugin.TryLoad();
                    }
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(host.Plugins.Select(PluginRow.Of));
                    else
                        Write(host);
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static void Write(PluginHost host)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Plugin", "Version", "State", "Brings");
        foreach (var row in host.Plugins.Select(PluginRow.Of))
            table.AddRow(row.Id.EscapeMarkup(), row.Version ?? "", row.State, string.Join("\n", row.Contributions).EscapeMarkup());
        if (host.Plugins.Count > 0)
            AnsiConsole.Write(table);
        else
            AnsiConsole.WriteLine($"There are no plugins in {host.Settings.Place}.");
        foreach (var plugin in host.Plugins.Where(plugin => plugin.Verdict is not null))
            Console.WriteLine($"{plugin.ShownId} is {PluginStateText.Of(plugin.State)}: {plugin.Verdict}");
        if (host.Plugins.Any(plugin => plugin.Verdict is not null))
            Console.WriteLine("./deferredseg plugins doctor says more.");
    }
}

/// <summary>A plugin as it is listed.</summary>
internal sealed record PluginRow(
    string Id,
    string? Version,
    string State,
    IReadOnlyList<string> Contributions,
    string? Contract,
    string? License,
    string? Reason,
    string? Mend,
    string Folder
)
{
    public static PluginRow Of(Plugin plugin) =>
        new(
            plugin.ShownId,
            plugin.Manifest?.Version.ToNormalizedString(),
            PluginStateText.Of(plugin.State),
            [.. (plugin.Manifest?.Contributions ?? []).Select(contribution => contribution.ToString())],
            plugin.Manifest?.Contract.OriginalString,
            plugin.Manifest?.License,
            plugin.Verdict?.Reason,
            plugin.Verdict?.Mend,
            ShownText.Of(plugin.Folder, ShownText.LongSentence)
        );
}
