using System.Runtime.CompilerServices;
using DeferredSeg.Host.Plugins;

namespace Isolation.Tests;

/// <summary>A plugin whose code stays in memory after unloading says so, with the likely holder.</summary>
public sealed class UnloadBlockedTests
{
    [Theory]
    [InlineData("Faults.StaticTimer", "Timer in ")]
    [InlineData("Faults.ProcessExitHandler", "AppDomain.ProcessExit")]
    [InlineData("Faults.RunningThread", "the running thread in Backbone._thread")]
    public void A_deliberate_leak_is_reported_with_its_likely_holder(string id, string holder)
    {
        using var host = FaultPlugins.Open();
        var plugin = host.Plugins.Single(one => one.Id == id);
        FaultPlugins.RunBackbone(host, id);

        Assert.Equal(PluginState.UnloadBlocked, plugin.Unload());

        Assert.True(plugin.Verdict!.Reason.Contains(holder), plugin.Verdict.Reason);
        Assert.Equal("unload-blocked", PluginStateText.Of(plugin.State));
    }

    [SkippableFact]
    public void A_call_that_still_runs_is_the_likely_holder()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var host = FaultPlugins.Open(TimeSpan.FromSeconds(1));
        Assert.ThrowsAny<PluginException>(() => FaultPlugins.RunBackbone(host, "Faults.SleepsIgnoringCancellation", ("seconds", "30")));
        var plugin = host.Plugins.Single(one => one.Id == "Faults.SleepsIgnoringCancellation");

        Assert.Equal(PluginState.UnloadBlocked, plugin.Unload());

        Assert.Contains("still runs", plugin.Verdict!.Reason);
    }

    [Fact]
    public void A_plugin_that_failed_in_the_middle_can_be_unloaded()
    {
        using var host = FaultPlugins.Open();
        Fail(host, "Faults.ThrowsInDecode");

        Assert.True(
            host.Plugins.Single(one => one.Id == "Faults.ThrowsInDecode").Unload() == PluginState.Unloaded,
            host.Plugins.Single(one => one.Id == "Faults.ThrowsInDecode").Verdict?.ToString()
        );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(PluginHost host, string id) => Assert.ThrowsAny<PluginException>(() => FaultPlugins.RunBackbone(host, id));
}
