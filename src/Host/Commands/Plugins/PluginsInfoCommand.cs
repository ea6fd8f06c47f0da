using System.CommandLine;
using System.Globalization;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Schema;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins info</c>: one plugin in full.</summary>
internal static class PluginsInfoCommand
{
    public static Command Create()
    {
        var selection = new PluginSelection();
        var format = OutputFormat.Create();
        var id = new Argument<string>("id") { Description = "The plugin's id, or the name of something that it brings." };
        var command = new Command(
            "info",
            "Shows one plugin in full: what it brings and which options that takes.\n\nExample:\n  ./deferredseg plugins info Backbones.UNet"
        )
        {
            id,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    using var host = selection.Open(parsed);
                    var plugin = Find(host, parsed.GetValue(id)!);
                    plugin.TryLoad();
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(PluginRow.Of(plugin));
                    else
                        Write(plugin);
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static Plugin Find(PluginHost host, string id) =>
        host.Plugins.FirstOrDefault(plugin => string.Equals(plugin.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? host.Plugins.FirstOrDefault(plugin =>
            plugin.Manifest?.Contributions.Any(contribution => string.Equals(contribution.Id, id, StringComparison.OrdinalIgnoreCase)) == true
        )
        ?? throw new PluginException(
            $"There is no plugin '{id}' in {host.Settings.Place}; there is {string.Join(", ", host.Plugins.Select(plugin => plugin.ShownId))}."
        );

    private static void Write(Plugin plugin)
    {
        var row = PluginRow.Of(plugin);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(name, value.EscapeMarkup());
        }
        Line("plugin", plugin.Manifest?.Title is { } title ? $"{row.Id} ({title})" : row.Id);
        Line("what", plugin.Manifest?.Description);
        Line("version", row.Version);
        Line("state", row.State);
        Line("reason", row.Reason);
        Line("mend", row.Mend);
        Line("contract", row.Contract);
        Line("licence", row.License);
        Line("folder", row.Folder);
        foreach (var (name, path) in plugin.Assemblies)
            Line("loaded", $"{name}\n{path}");
        AnsiConsole.Write(grid);
        foreach (var contribution in plugin.Manifest?.Contributions ?? [])
            OptionTable.Write(contribution);
    }
}

/// <summary>The options of something that a plugin brings, as a table.</summary>
internal static class OptionTable
{
    public static void Write(Contribution contribution)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(
            $"{contribution}{(contribution.Title is { } title ? $" ({title})" : "")}"
                + (contribution.Options is { Properties.Count: 0 } ? ", without options" : "")
        );
        if (contribution.Description is { } description)
            AnsiConsole.WriteLine(description);
        if (contribution.License is { } license)
            AnsiConsole.WriteLine($"Licence: {license}");
        if (contribution.Citation is { } citation)
            AnsiConsole.WriteLine($"Cite: {citation}");
        if (contribution.Options is not { Properties.Count: > 0 } schema)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Option", "Default", "Allowed", "Meaning");
        foreach (var (name, node) in schema.Properties)
            table.AddRow(
                name.EscapeMarkup(),
                (node.Default?.Text ?? "none").EscapeMarkup(),
                Allowed(node).EscapeMarkup(),
                (node.Description ?? "").EscapeMarkup()
            );
        AnsiConsole.Write(table);
    }

    private static string Allowed(SchemaNode node) =>
        node switch
        {
            BooleanSchema => "true or false",
            ChoiceSchema choice => string.Join(", ", choice.Choices),
            IntegerSchema { Minimum: { } low, Maximum: { } high } => string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"),
            IntegerSchema => "a whole number",
            NumberSchema number => string.Create(
                CultureInfo.InvariantCulture,
                $"{number.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "any"} to {number.Maximum?.ToString(CultureInfo.InvariantCulture) ?? "any"}"
            ),
            ArraySchema list => $"a list of: {Allowed(list.Items)}",
            ObjectSchema => "an object",
            _ => "text",
        };
}
