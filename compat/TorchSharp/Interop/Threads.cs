using System.Globalization;

namespace TorchSharp.Interop;

/// <summary>How many threads libtorch and OpenBLAS start with.</summary>
internal static class Threads
{
    private const string TopologyRoot = "/sys/devices/system/cpu";

    /// <summary>OMP_NUM_THREADS where it is set, else the physical cores this process may run on.</summary>
    public static int Default()
    {
        var set = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        if (int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        return Math.Clamp(PhysicalCores(), 1, Environment.ProcessorCount);
    }

    // Hyper-threads of one core share its vector units: a second thread there slows matrix products down.
    private static int PhysicalCores()
    {
        try
        {
            return Directory.EnumerateDirectories(TopologyRoot, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
