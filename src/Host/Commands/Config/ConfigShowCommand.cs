using System.CommandLine;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Resolved;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Config;

/// <summary><c>config show</c>: every value that a run would use, and where it came from.</summary>
internal static class ConfigShowCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var command = new Command(
            "show",
            "Shows every value that a run would use, defaults included, and where each came from.\n\nLayers: defaults < --config files < environment DEFERREDSEG__a__b=c < --set a:b=c.\n\nExample:\n  ./deferredseg config show --config configs/demo.json --set backbone:options:width=16"
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
                    var experiment = Experiment.Read(layers, plugins);
                    var values = ResolvedValues.Of(experiment, plugins);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(values);
                    else
                        Write(values);
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
