namespace DeferredSeg.Libtorch;

/// <summary>The processors of this machine.</summary>
internal static class Processors
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>The physical cores that this process may use; where they cannot be told, its logical processors.</summary>
    public static int PhysicalCores()
    {
        if (!Directory.Exists(Folder)) return Environment.ProcessorCount;
        var cores = Directory.EnumerateDirectories(Folder, "cpu*").Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list")).Where(File.Exists).Select(File.ReadAllText).Distinct().Count();
        return cores == 0 ? Environment.ProcessorCount : Math.Min(cores, Environment.ProcessorCount);
    }
}
