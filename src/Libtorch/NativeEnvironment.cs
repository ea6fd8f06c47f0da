using System.Runtime.InteropServices;

namespace DeferredSeg.Libtorch;

/// <summary>
/// The environment that native libraries read. On Unix it is not .NET's: <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes a
/// copy that they never see.
/// </summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable where it is not set.</summary>
    public static void Default(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null)
            return;
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
            _ = setenv(name, value, 0);
    }

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int setenv(string name, string value, int overwrite);
}
