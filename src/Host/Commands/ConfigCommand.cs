using System.CommandLine;
using DeferredSeg.Host.Configuration;
using Spectre.Console;

namespace DeferredSeg.Host.Commands;

/// <summary><c>config</c>: what a configuration says, where it comes from, and whether it is right.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "Shows, checks and describes configurations.") { Show(), Validate(), Schema() };

    /// <summary><c>config show</c>: every value that a run would use, and where it came from.</summary>
    private static Command Show()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var command = new Command(
            "show",
            "Shows every value that a run would use, defaults included, and where each came from.\n\n"
                + "Layers: defaults < --config files < environment DEFERREDSEG__a__b=c < --set a:b=c.\n\n"
                + "Example:\n"
                + "  ./deferredseg config show --config configs/demo.json --set backbone:options:width=16"
        )
        {
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    var layers = selection.Layers(parsed);
                    using var plugins = selection.Plugins(parsed, layers);
                    var values = ResolvedValues.Of(Experiment.Read(layers, plugins), plugins);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(values);
                    else
                        Write(values);
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    /// <summary><c>config validate</c>: all that is wrong with a configuration, at once.</summary>
    private static Command Validate()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var file = new Argument<string?>("file") { Description = "A JSON file with the experiment.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(
            "validate",
            "Tells all that is wrong with a configuration at once: place, found, allowed, nearest name. Exit code 3 where something is.\n\n"
                + "Example:\n"
                + "  ./deferredseg config validate configs/demo.json"
        )
        {
            file,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    var layers = selection.Layers(parsed, parsed.GetValue(file));
                    using var plugins = selection.Plugins(parsed, layers);
                    var problems = Experiment.Check(layers, plugins, out var _);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(problems);
                    else if (problems.Count == 0)
                        Console.WriteLine("The configuration is right.");
                    else
                        Console.Error.WriteLine(Experiment.Report(problems));
                    return problems.Count == 0 ? ExitCode.Ok : ExitCode.Configuration;
                })
        );
        return command;
    }

    /// <summary><c>config schema</c>: the JSON schema of configurations with the plugins that are present.</summary>
    private static Command Schema()
    {
        var selection = new PluginSelection();
        var output = new Option<string?>("--output") { Description = "The file to write; without it the schema is printed." };
        var command = new Command(
            "schema",
            "Writes the JSON schema of configurations, the options of all plugins present included. "
                + "Name it as \"$schema\" in a configuration, and an editor completes.\n\n"
                + "Example:\n"
                + "  ./deferredseg config schema --output configs/schema.json"
        )
        {
            output,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    using var plugins = selection.Open(parsed);
                    var text = MergedSchema.Text(plugins.Contributions);
                    if (parsed.GetValue(output) is not { } file)
                        Console.Write(text);
                    else
                        TextFile.Write(file, text);
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static void Write(IReadOnlyList<ResolvedValue> values)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Setting", "Value", "From");
        foreach (var value in values)
            table.AddRow(value.Path.EscapeMarkup(), (value.Value ?? "none").EscapeMarkup(), value.Origin.EscapeMarkup());
        AnsiConsole.Write(table);
    }
}
