using System.Reflection;

namespace Experts.Synthetic.Tests;

/// <summary>Where the build put the plugin.</summary>
internal static class PluginFolder
{
    public static string Manifest { get; } =
        typeof(PluginFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Synthetic").Value!;
}
