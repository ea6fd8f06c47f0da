using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace DeferredSeg.ScalarLifetime.Tests;

/// <summary>Numbers that nothing keeps outlive the call that takes them.</summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void A_number_that_was_collected_is_laid_aside_and_not_freed()
    {
        var resting = Resting();
        var handle = Forgotten();

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Contains(handle, resting);
    }

    [Fact]
    public void Adding_numbers_while_another_thread_allocates_never_loses_one()
    {
        var stop = false;
        var allocating = new Thread(() =>
        {
            object? kept = null;
            while (!Volatile.Read(ref stop))
                kept = new byte[2000];
            GC.KeepAlive(kept);
        });
        allocating.Start();
        try
        {
            using var ones = torch.ones(4);
            for (var i = 0; i < 20_000; i++)
            {
                using var scope = torch.NewDisposeScope();
                Assert.Equal(5, (((ones + 1.5) * 2.0).max()).ToSingle());
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            allocating.Join();
        }
    }

    [Fact]
    public void Another_assembly_is_refused_and_nothing_is_written()
    {
        var target = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var refused = Assert.Throws<NotSupportedException>(() => Program.Write(typeof(ScalarLifetimeTests).Assembly.Location, target));

        Assert.Contains("no type TorchSharp.Scalar", refused.Message);
        Assert.False(File.Exists(target));
    }

    private static IntPtr[] Resting() =>
        Assert.IsType<IntPtr[]>(typeof(Scalar).GetField("resting", BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IntPtr Forgotten() => (IntPtr)typeof(Scalar).GetField("handle", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(7.25.ToScalar())!;
}
