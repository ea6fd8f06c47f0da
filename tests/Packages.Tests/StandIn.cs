using System.Reflection;
using McMaster.NETCore.Plugins;

namespace Packages.Tests;

/// <summary>Tells the stand-ins from the real packages, which these tests can be built with as well.</summary>
internal static class StandIn
{
    public static bool IsTested { get; } =
        typeof(PluginLoader).Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "DeferredSeg.Host";
}
