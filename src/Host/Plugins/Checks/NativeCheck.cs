using System.Runtime.InteropServices;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>Whether the native libraries of a plugin, <c>runtimes/&lt;rid&gt;/native</c>, include this machine's.</summary>
internal static class NativeCheck
{
    public static IEnumerable<Verdict> Run(IEnumerable<string> files)
    {
        var there = files
            .Select(file => file.Split('/', '\\'))
            .Where(parts => parts.Length >= 4 && parts[0] == "runtimes" && parts[2] == "native")
            .Select(parts => parts[1])
            .Distinct()
            .ToList();
        if (there.Count > 0 && !there.Exists(IsThisMachine))
            yield return new(
                PluginState.Incompatible,
                $"Its native libraries are for {string.Join(", ", there)}; this machine is {RuntimeInformation.RuntimeIdentifier}.",
                $"Add the libraries for {RuntimeInformation.RuntimeIdentifier}."
            );
    }

    private static bool IsThisMachine(string rid)
    {
        var parts = rid.Split('-');
        var system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return rid is "any"
            || rid == RuntimeInformation.RuntimeIdentifier
            || rid == system
            || (rid == "unix" && system != "win")
            || (parts[0] == system && parts[^1] == architecture && !parts.Contains("musl"));
    }
}
