using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>Whether this runtime and this machine can run what the plugin was built for.</summary>
internal static class PlatformCheck
{
    /// <summary>The framework that the entry was built for, against this runtime.</summary>
    public static IEnumerable<Verdict> Framework(AssemblyFacts entry)
    {
        if (entry.Framework is null)
            yield break;
        var target = Parse(entry.Framework);
        var runs =
            target is { Identifier: ".NETStandard" }
            || (target is { Identifier: ".NETCoreApp" } && target.Version <= new Version(Environment.Version.Major, Environment.Version.Minor));
        if (!runs)
            yield return new(
                PluginState.Incompatible,
                $"It was built for {ShownText.Of(entry.Framework)}; this is .NET {Environment.Version}.",
                $"Build it for net{Environment.Version.Major}.0, or run the host on a newer .NET."
            );
    }

    /// <summary>Whether the native libraries of a plugin, <c>runtimes/&lt;rid&gt;/native</c>, include this machine's; none are needed.</summary>
    public static IEnumerable<Verdict> Native(IEnumerable<string> files)
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

    private static FrameworkName? Parse(string text)
    {
        try
        {
            return new FrameworkName(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
