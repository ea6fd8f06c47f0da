using System.Reflection;

// Silos and servers take ports and processors: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DeferredSeg.Archive.Tests;

/// <summary>A folder that goes away.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("archive-").FullName;

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Where the build put what the tests need.</summary>
internal static class BuildFacts
{
    public static string Program => Of(nameof(Program));

    public static string Repository => Of(nameof(Repository));

    private static string Of(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}

/// <summary>Tests that take long.</summary>
internal static class Heavy
{
    public static void Only() => Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
}
