using System.Diagnostics;
using DeferredSeg.Host.Plugins.Isolation;
using Isolation.Tests;
using Isolation.Tests.Processes;
using Spectre.Console;
using TorchSharp;

namespace DeferredSeg.Bench.Isolation;

/// <summary>A plugin that dies in eleven ways as backbone, head and expert: what is told, and when the next call is served.</summary>
internal static class Deaths
{
    /// <returns>Whether every death was told and survived.</returns>
    public static bool Show()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
        using var patient = HostilePlugin.Open(60);
        using var hasty = HostilePlugin.Open(5);
        var sound = FaultPlugins.RunBackbone(patient, "Sound.Backbone");
        var table = new Table().AddColumns("As", "What it does", "Next call served after, s", "Same bits", "Sound plugin beside it", "Told");
        var all = true;
        foreach (var (fault, _) in HostilePlugin.Faults)
        {
            foreach (var role in new[] { "backbone", "head", "expert" })
            {
                var host = fault == "loop" ? hasty : patient;
                torch.manual_seed(7);
                using var hostile = HostilePlugin.Make(host, role, fault);
                var alone = hostile.Call(isBad: false);
                var told = Told(hostile);
                var clock = Stopwatch.StartNew();
                var same = hostile.Call(isBad: false) == alone;
                var served = clock.Elapsed.TotalSeconds;
                var unharmed = FaultPlugins.RunBackbone(host, "Sound.Backbone").SequenceEqual(sound);
                all &= same && unharmed && told is not null;
                table.AddRow(role, fault, $"{served:0.00}", same ? "yes" : "no", unharmed ? "unharmed" : "harmed", (told ?? "nothing").EscapeMarkup());
            }
        }
        AnsiConsole.Write(table);
        return all;
    }

    private static string? Told(IHostile hostile)
    {
        try
        {
            hostile.Call(isBad: true);
            return null;
        }
        catch (PluginCallException e)
        {
            return e.Message;
        }
    }
}
