using System.CommandLine;
using DeferredSeg.Host.Configuration.Validation;

namespace DeferredSeg.Host.Commands.Config;

/// <summary><c>config validate</c>: all that is wrong with a configuration, at once.</summary>
internal static class ConfigValidateCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var file = new Argument<string?>("file") { Description = "A JSON file with the experiment.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("validate", "Tells all that is wrong with a configuration at once: place, found, allowed, nearest name. Exit code 3 where something is.\n\nExample:\n  ./deferredseg config validate configs/demo.json") { file, format };
        selection.AddTo(command);
        command.SetAction((parsed, _) => Task.Run(() =>
        {
            var layers = selection.Layers(parsed, parsed.GetValue(file));
            using var plugins = selection.Plugins(parsed, layers);
            var problems = new ConfigurationValidator(layers, plugins.Plugins).Run();
            if (parsed.GetValue(format) == "json") OutputFormat.WriteJson(problems);
            else if (problems.Count == 0) Console.WriteLine("The configuration is right.");
            else Console.Error.WriteLine($"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}");
            return problems.Count == 0 ? ExitCode.Ok : ExitCode.Configuration;
        }));
        return command;
    }
}
