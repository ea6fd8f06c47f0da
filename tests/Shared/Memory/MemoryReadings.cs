using System.Diagnostics;
using TorchSharp;
using Xunit;

namespace Shared.Memory;

/// <summary>
/// The memory of work that goes on for long, read several times at equal distances. A leak adds to every stretch between two readings; what the
/// allocator and the collector keep for later grows ever more slowly, or adds to one stretch and is missing in another. So the second smallest stretch
/// tells the two apart, where the last reading alone does not: one stretch may have given something back.
/// </summary>
internal sealed class MemoryReadings
{
    private const double AllowedGrowth = 0.05;

    private readonly List<long> _live = [];
    private readonly List<long> _resident = [];

    /// <summary>Reads this process, after everything that can be given back has been.</summary>
    public void Take()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        _live.Add(torch.Tensor.TotalCount);
        Take(Environment.ProcessId);
    }

    /// <summary>Reads the resident memory of a process that goes on by itself.</summary>
    public void Take(int process)
    {
        using var read = Process.GetProcessById(process);
        _resident.Add(read.WorkingSet64);
    }

    /// <summary>As many tensors live at each reading, and by the second smallest stretch less than 5 % more memory at the last than at the first.</summary>
    public void AssertFlat()
    {
        Assert.True(_live.Distinct().Count() <= 1, $"Live tensors: {string.Join(", ", _live)}.");
        var stretches = _resident.Zip(_resident.Skip(1), (before, after) => after - before).Order().ToArray();
        Assert.True(stretches.Length >= 4, "Fewer than five readings do not tell a leak from what is kept for later.");
        var growth = stretches[1] * stretches.Length;
        Assert.True(growth <= AllowedGrowth * _resident[0], $"Resident bytes: {string.Join(", ", _resident)}.");
    }
}
