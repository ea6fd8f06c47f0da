using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Commands.Consensus;
using DeferredSeg.Host.Commands.Data;
using DeferredSeg.Host.Commands.Evaluate;
using DeferredSeg.Host.Commands.Forward;
using DeferredSeg.Host.Commands.Interact;
using DeferredSeg.Host.Commands.Losses;
using DeferredSeg.Host.Commands.Metrics;
using DeferredSeg.Host.Commands.Plugins;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Serve;
using DeferredSeg.Host.Commands.Simulate;
using DeferredSeg.Host.Commands.Studies;
using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Host.Commands.Workers;
using DeferredSeg.Host.Plugins.Processes;
using DeferredSeg.Host.Plugins.Processes.Worker;
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
        if (args is [ChildProcess.Argument, var host])
            return await WorkerProcess.RunAsync(host);
        // Escape sequences are for terminals; a file or a pipe gets plain text.
        if (Console.IsOutputRedirected)
            (AnsiConsole.Profile.Capabilities.Ansi, AnsiConsole.Profile.Capabilities.ColorSystem) = (false, ColorSystem.NoColors);
        var parsed = Root().Parse(args);
        if (Mistakes(parsed) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes)
                Console.Error.WriteLine(mistake);
            Console.Error.WriteLine($"See {CommandLine(parsed.CommandResult)} --help.");
            return ExitCode.Usage;
        }
        using var interrupts = EndAtSecondInterrupt();
        try
        {
            // Work that is stopped may finish what it is at: a training step of a large network takes longer than the default of two seconds.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan }
            );
        }
        catch (Exception e)
        {
            var (code, message) = ExitCode.Of(e);
            Console.Error.WriteLine(message);
            return code;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root()
    {
        var root = new RootCommand(
            "Segmentation that knows when to ask: every pixel goes to the model or to an expert.\n\n"
                + "Exit codes: 0 ok, 1 failure, 2 usage, 3 configuration, 4 data, 5 plugin, 6 experts pending, 130 interrupted."
        );
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(FitRouterCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(InteractCommand.Create());
        root.Subcommands.Add(ForwardCommand.Create());
        root.Subcommands.Add(RouteCommand.Create());
        root.Subcommands.Add(WorkerCommand.Create());
        root.Subcommands.Add(StatusCommand.Create());
        root.Subcommands.Add(StudyCommand.Create());
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(LossCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(MetricsCommand.Create());
        root.Subcommands.Add(ConsensusCommand.Create());
        root.Subcommands.Add(DataCommand.Create());
        root.Subcommands.Add(PluginsCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        return root;
    }

    /// <summary>What is wrong with a command line, a sentence each; none where it is understood.</summary>
    internal static List<string> Mistakes(ParseResult parsed)
    {
        List<string> mistakes = UnknownCommand(parsed) is { } command ? [command] : [.. UnknownOptions(parsed)];
        if (mistakes.Count == 0)
            mistakes.AddRange(parsed.Errors.Select(error => PlainMistake.Of(error.Message)));
        return mistakes;
    }

    // What one types to reach a command.
    private static string CommandLine(CommandResult command) =>
        command.Parent is CommandResult above ? $"{CommandLine(above)} {command.Command.Name}" : "./deferredseg";

    /// <summary>The first Ctrl-C asks a command to stop, the second ends the process at once; until the result is disposed.</summary>
    private static PosixSignalRegistration EndAtSecondInterrupt()
    {
        var interrupts = 0;
        return PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            _ =>
            {
                if (Interlocked.Increment(ref interrupts) > 1)
                    Environment.Exit(ExitCode.Interrupted);
            }
        );
    }

    /// <summary>
    /// Options that a command does not have: one sentence for each; none for what follows <c>--</c>, which may be named as one likes. A command that
    /// takes any number of folders or images would take them for some of these.
    /// </summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var known = parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Append(option.Name)).ToList();
        var typed = parsed
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument)
            .Select(token => token.Value);
        return from token in typed
            where token.Length > 1 && token[0] == '-' && !double.TryParse(token, CultureInfo.InvariantCulture, out _)
            let name = token.Split('=', ':')[0]
            select $"'{name}' is no option of this command.{Meant(name, known)}";
    }

    /// <summary>Where only commands are known, a word that is none of them; null where there is no such word.</summary>
    private static string? UnknownCommand(ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        return names.Count > 0 && parsed.UnmatchedTokens.FirstOrDefault() is { } word && !word.StartsWith('-')
            ? $"There is no command '{word}'.{Meant(word, names)} The commands are {string.Join(", ", names)}."
            : null;
    }

    // The beginning of a name is nearer to it than any other.
    private static string Meant(string typed, IReadOnlyList<string> known) =>
        (known.FirstOrDefault(name => typed.Length > 2 && name.StartsWith(typed, StringComparison.Ordinal)) ?? NearestName.Of(typed, known)) is { } nearest
            ? $" Did you mean '{nearest}'?"
            : "";
}

/// <summary>What the parser of the command line says, without the names of .NET's types.</summary>
internal static partial class PlainMistake
{
    /// <summary>The sentence for a person.</summary>
    public static string Of(string message) =>
        Unreadable().Match(message) is { Success: true } match
            ? $"{match.Groups["option"].Value} is '{match.Groups["value"].Value}'; expected {Wanted(match.Groups["type"].Value)}."
            : message;

    private static string Wanted(string type) =>
        type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
        : type.Contains("Double", StringComparison.Ordinal) || type.Contains("Single", StringComparison.Ordinal) ? "a number, with a point before decimals"
        : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : "another value";

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (?:option|argument|command) '(?<option>.*)' as expected type '(?<type>.*)'")]
    private static partial Regex Unreadable();
}
