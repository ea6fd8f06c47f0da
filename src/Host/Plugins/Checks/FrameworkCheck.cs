using System.Runtime.Versioning;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>Whether this runtime can run what the plugin was built for.</summary>
internal static class FrameworkCheck
{
    public static IEnumerable<Verdict> Run(AssemblyFacts entry)
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
