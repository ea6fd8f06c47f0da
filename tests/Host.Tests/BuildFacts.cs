using System.Reflection;

namespace DeferredSeg.Host.Tests;

/// <summary>Where the build put what the tests need.</summary>
internal static class BuildFacts
{
    /// <summary>The program under test.</summary>
    public static string Program => Of(nameof(Program));

    /// <summary>The repository's own plugins.</summary>
    public static string Plugins => Of(nameof(Plugins));

    /// <summary>Small plugins made for tests.</summary>
    public static string FaultPlugins => Of(nameof(FaultPlugins));

    /// <summary>Two small plugins with two versions of one library.</summary>
    public static string SideBySidePlugins => Of(nameof(SideBySidePlugins));

    /// <summary>The example configurations.</summary>
    public static string Configurations => Of(nameof(Configurations));

    private static string Of(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}
