using System.CommandLine;
using DeferredSeg.Host.Configuration.Schemas;

namespace DeferredSeg.Host.Commands.Config;

/// <summary><c>config schema</c>: the JSON schema of configurations with the plugins that are present.</summary>
internal static class ConfigSchemaCommand
{
    public static Command Create()
    {
        var selection = new PluginSelection();
        var output = new Option<string?>("--output") { Description = "The file to write; without it the schema is printed." };
        var command = new Command(
            "schema",
            "Writes the JSON schema of configurations, the options of all plugins present included. Name it as \"$schema\" in a configuration, and an editor completes.\n\nExample:\n  ./deferredseg config schema --output configs/schema.json"
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
}
