using System.Reflection;

namespace DeferredSeg.PluginKit.Tests;

/// <summary>Where the build put plugins.</summary>
internal static class Folders
{
    public static string FaultPlugins => Metadata(nameof(FaultPlugins));

    public static string Plugins => Metadata(nameof(Plugins));

    public static string UNetManifest => Metadata(nameof(UNetManifest));

    private static string Metadata(string key) =>
        typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;
}
