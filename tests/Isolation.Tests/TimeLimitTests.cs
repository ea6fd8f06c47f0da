using System.Diagnostics;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>A call that takes too long is reported and its plugin quarantined, whether or not it heeds its token.</summary>
public sealed class TimeLimitTests
{
    [Theory]
    [InlineData("Faults.SleepsUntilCancelled", "ended when it was cancelled")]
    [InlineData("Faults.SleepsIgnoringCancellation", "still runs")]
    public void An_overrun_is_named(string plugin, string ending)
    {
        using var host = FaultPlugins.Open(TimeSpan.FromSeconds(0.5));

        var error = Assert.Throws<PluginCallException>(() => FaultPlugins.RunBackbone(host, plugin, ("seconds", "6")));

        Assert.Contains("longer than its limit of 0.5 s", error.Message);
        Assert.Contains(ending, error.Message);
        Assert.Equal(PluginState.Quarantined, host.Plugins.Single(one => one.Id == plugin).State);
        Assert.NotEmpty(FaultPlugins.RunBackbone(host, "Sound.Backbone"));
    }

    [Fact]
    public void A_call_within_its_limit_is_as_without_one()
    {
        using var limited = FaultPlugins.Open(TimeSpan.FromMinutes(1));
        using var free = FaultPlugins.Open();

        Assert.Equal(FaultPlugins.RunBackbone(free, "Sound.Backbone"), FaultPlugins.RunBackbone(limited, "Sound.Backbone"));
    }

    [Fact]
    public void A_caller_who_cancels_does_not_wait_for_a_plugin_that_does_not_listen()
    {
        using var host = FaultPlugins.Open();
        using var scope = torch.NewDisposeScope();
        using var backbone = host.CreateBackbone("Faults.SleepsIgnoringCancellation/Tiny", new(FaultPlugins.Options(("seconds", "20")), torch.CPU));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => backbone.Decode(backbone.Encode(FaultPlugins.Image(), new([]), stop.Token), new(), stop.Token));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
    }
}
