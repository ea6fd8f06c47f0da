using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeferredSeg.Abstractions.Tests.Options;

public sealed class UnloadTests
{
    [Fact]
    public void A_plugin_whose_options_were_read_can_be_unloaded()
    {
        var context = ReadInAContextOfItsOwn();

        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(context.IsAlive);
    }

    /// <summary>Loads this assembly a second time, as a plugin would be, and reads good and bad options into its records.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ReadInAContextOfItsOwn()
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        var plugin = context.LoadFromAssemblyPath(typeof(UnloadTests).Assembly.Location).GetType(typeof(UnloadTests).FullName!)!;
        Assert.NotSame(typeof(UnloadTests), plugin);
        var read = plugin.GetMethod(nameof(ReadInside), BindingFlags.Static | BindingFlags.NonPublic)!;
        Assert.Equal("SampleOptions 3, 2 problems", read.Invoke(null, null));
        context.Unload();
        return new(context, trackResurrection: true);
    }

    private static string ReadInside()
    {
        var good = OptionText.Read<SampleOptions>(
            """{ "width": 3, "mode": "softmax", "modes": ["softmax"], "boundary": { "radius": 1 }, "boundaries": [{}], "weights": [null, 1] }"""
        );
        var bad = OptionText.Fails<SampleOptions>("""{ "width": 0, "mode": "hard" }""");
        return $"{good.GetType().Name} {good.Width}, {bad.Problems.Count} problems";
    }
}
