using System.CommandLine;
using System.CommandLine.Parsing;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Commands.Config;
using DeferredSeg.Host.Commands.Consensus;
using DeferredSeg.Host.Commands.Data;
using DeferredSeg.Host.Commands.Demo;
using DeferredSeg.Host.Commands.Evaluate;
using DeferredSeg.Host.Commands.Forward;
using DeferredSeg.Host.Commands.Losses;
using DeferredSeg.Host.Commands.Metrics;
using DeferredSeg.Host.Commands.Plugins;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Simulate;
using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Libtorch;
using Spectre.Console;

namespace DeferredSeg.Host;

/// <summary>The command line.</summary>
public static class Program
{
    /// <summary>Runs one command and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> Main(string[] args)
    {
        // Before anything loads libtorch, which each command does when it is about to compute: that takes half a second.
        LibtorchProcess.Prepare();
        // Escape sequences are for terminals; a file or a pipe gets plain text.
        if (Console.IsOutputRedirected)
            (AnsiConsole.Profile.Capabilities.Ansi, AnsiConsole.Profile.Capabilities.ColorSystem) = (false, ColorSystem.NoColors);
        var root = new RootCommand(
            "Segmentation that knows when to ask: every pixel goes to the model or to an expert.\n\nExit codes: 0 ok, 1 failure, 2 usage, 3 configuration, 4 data, 5 plugin, 6 experts pending, 130 interrupted."
        );
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(ForwardCommand.Create());
        root.Subcommands.Add(RouteCommand.Create());
        root.Subcommands.Add(LossCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(MetricsCommand.Create());
        root.Subcommands.Add(ConsensusCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        root.Subcommands.Add(PluginsCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        var parsed = root.Parse(args);
        List<string> mistakes = [.. UnknownOptions.Of(parsed)];
        if (mistakes.Count == 0)
            mistakes.AddRange(parsed.Errors.Select(error => error.Message));
        if (mistakes.Count > 0)
        {
            foreach (var mistake in mistakes)
                Console.Error.WriteLine(mistake);
            Console.Error.WriteLine($"See {CommandLine(parsed.CommandResult)} --help.");
            return ExitCode.Usage;
        }
        using var impatience = SecondInterrupt.Watch();
        try
        {
            // Work that is stopped may finish what it is at: a training step of a large network takes longer than the default of two seconds.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }
            );
        }
        catch (Exception e)
        {
            var (code, message) = Failure.Of(e);
            Console.Error.WriteLine(message);
            return code;
        }
    }

    // What one types to reach a command.
    private static string CommandLine(CommandResult command) =>
        command.Parent is CommandResult above ? $"{CommandLine(above)} {command.Command.Name}" : "./deferredseg";
}
