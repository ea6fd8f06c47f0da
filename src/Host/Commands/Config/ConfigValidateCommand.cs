using System.CommandLine;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Layers;
using DeferredSeg.Host.Configuration.Validation;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Commands.Config;

/// <summary><c>config validate</c>: all that is wrong with a configuration, at once.</summary>
internal static class ConfigValidateCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var file = new Argument<string?>("file") { Description = "A JSON file with the experiment.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(
            "validate",
            "Tells all that is wrong with a configuration at once: place, found, allowed, nearest name. Exit code 3 where something is.\n\nExample:\n  ./deferredseg config validate configs/demo.json"
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
                    var problems = Problems(layers, plugins);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(problems);
                    else if (problems.Count == 0)
                        Console.WriteLine("The configuration is right.");
                    else
                        Console.Error.WriteLine($"The configuration is not right:{string.Concat(problems.Select(problem => $"\n- {problem}"))}");
                    return problems.Count == 0 ? ExitCode.Ok : ExitCode.Configuration;
                })
        );
        return command;
    }

    private static IReadOnlyList<ConfigurationProblem> Problems(LayeredConfiguration layers, PluginHost plugins)
    {
        if (new ConfigurationValidator(layers, plugins.Plugins).Run() is { Count: > 0 } problems)
            return problems;
        try
        {
            // What no schema can say: values that are each right and do not fit together.
            Experiment.Read(layers, plugins);
            return [];
        }
        catch (ConfigurationException e) when (e.InnerException is OptionException options)
        {
            return
            [
                .. options.Problems.Select(problem => new ConfigurationProblem(
                    "$",
                    problem.Found ?? "values that do not fit together",
                    problem.Allowed,
                    problem.Nearest,
                    null,
                    problem.Message
                )),
            ];
        }
    }
}
