using System.CommandLine;
using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary><c>plugins doctor</c>: loads and unloads every plugin and explains what is wrong with each.</summary>
internal static class PluginsDoctorCommand
{
    public static Command Create()
    {
        var selection = new PluginSelection();
        var format = OutputFormat.Create();
        var command = new Command(
            "doctor",
            "Loads and unloads every plugin, and explains what is wrong: found, expected, mend. Exit code 5 where something is.\n\n"
                + "Example:\n"
                + "  ./deferredseg plugins doctor --plugins ./my-plugins\n"
                + "  ./deferredseg plugins doctor --isolation process"
        )
        {
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                {
                    using var host = selection.Open(parsed);
                    var examined = host.Plugins.Select(Examine).ToList();
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(examined);
                    else
                        Write(host, examined);
                    return examined.TrueForAll(plugin => plugin.Healthy) ? ExitCode.Ok : ExitCode.Plugin;
                })
        );
        return command;
    }

    private static Examined Examine(Plugin plugin)
    {
        var isolation = plugin.Process is null ? PluginIsolation.Assembly : PluginIsolation.Process;
        plugin.TryLoad();
        if (plugin.State == PluginState.Loaded)
            plugin.Unload();
        var findings =
            plugin.Problems.Count > 0 ? plugin.Problems
            : plugin.Verdict is { } verdict ? [verdict]
            : [];
        return new(
            plugin.ShownId,
            ShownText.Of(plugin.Folder, ShownText.LongSentence),
            PluginStateText.Of(plugin.State),
            plugin.State is PluginState.Unloaded or PluginState.Disabled,
            isolation.ToString().ToLowerInvariant(),
            [.. findings.Select(finding => new Finding(PluginStateText.Of(finding.State), finding.Reason, finding.Mend))]
        );
    }

    private static void Write(PluginHost host, List<Examined> examined)
    {
        Console.WriteLine($"host       .NET {Environment.Version} on {RuntimeInformation.RuntimeIdentifier}, contract {ContractVersion.Current}");
        foreach (var folder in host.Settings.Folders)
            Console.WriteLine($"folder     {folder}");
        foreach (var (name, assembly) in HostAssemblies.Shared)
            Console.WriteLine($"shares     {name} {assembly.GetName().Version}");
        foreach (var plugin in examined)
        {
            Console.WriteLine();
            Console.WriteLine(
                $"{plugin.Id}: {(plugin.State == "unloaded" ? "loads, registers and unloads" : plugin.State)} "
                    + $"({(plugin.Isolation == "process" ? "a process of its own" : "assemblies of its own, in this process")})"
            );
            foreach (var finding in plugin.Findings)
            {
                Console.WriteLine($"  {finding.State, -12} {finding.Reason}");
                if (finding.Mend is not null)
                    Console.WriteLine($"  {"mend", -12} {finding.Mend}");
            }
        }
        Console.WriteLine();
        var ill = examined.Count(plugin => !plugin.Healthy);
        var count = examined.Count == 1 ? "1 plugin" : $"{examined.Count} plugins";
        Console.WriteLine(ill == 0 ? $"{count}, all in order." : $"{count}, {ill} with something wrong.");
    }

    private sealed record Examined(string Id, string Folder, string State, bool Healthy, string Isolation, IReadOnlyList<Finding> Findings);

    private sealed record Finding(string State, string Reason, string? Mend);
}
