namespace DeferredSeg.Server.Tests;

/// <summary>Tests that take long.</summary>
internal static class Heavy
{
    public static bool IsWanted => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1";

    /// <summary>Skips a test, or one of its cases, unless the heavy ones are wanted.</summary>
    public static void Only(bool isHeavy = true) => Skip.If(isHeavy && !IsWanted, "heavy; ./test --long runs it");
}
