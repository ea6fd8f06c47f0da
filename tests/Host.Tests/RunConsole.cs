using System.Globalization;
using System.Runtime.CompilerServices;
using Spectre.Console;

namespace DeferredSeg.Host.Tests;

/// <summary>What a run in this process writes, instead of this process's own console.</summary>
internal sealed class RunConsole : IDisposable
{
    private readonly (TextWriter Output, TextWriter Error, IAnsiConsole Ansi) _before = (Console.Out, Console.Error, AnsiConsole.Console);
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);

    private RunConsole()
    {
        Console.SetOut(_output);
        Console.SetError(_error);
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
    }

    /// <summary>What was written to standard output so far.</summary>
    public string Output => _output.ToString();

    /// <summary>What was written to standard error so far.</summary>
    public string Error => _error.ToString();

    /// <summary>From here on what is written belongs to this run.</summary>
    public static RunConsole Take() => new();

    public void Dispose()
    {
        Console.SetOut(_before.Output);
        Console.SetError(_before.Error);
        AnsiConsole.Console = _before.Ansi;
    }

    /// <summary>The plugins of this build, for runs in this process.</summary>
    [ModuleInitializer]
    internal static void NamePlugins() => Environment.SetEnvironmentVariable("DEFERREDSEG_PLUGINS", BuildFacts.Plugins);
}
