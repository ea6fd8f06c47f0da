using DeferredSeg.Host.Plugins.Manifests;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The options of something that a plugin brings, as a table.</summary>
internal static class OptionTable
{
    public static void Write(Contribution contribution) => AnsiConsole.WriteLine($"brings     {contribution}");
}
