using System.Diagnostics;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;
using Xunit.Abstractions;

namespace Isolation.Tests.Processes;

/// <summary>A plugin in a process of its own that dies in every way: it is named, the next call is served, and nobody else notices.</summary>
public sealed class HostilePluginTests(HostileHosts hosts, ITestOutputHelper output) : IClassFixture<HostileHosts>
{
    private static readonly string[] _roles = ["backbone", "head", "expert"];

    // Every fault by one of the three; ./test --long has the others too.
    public static TheoryData<string, string, string, bool> Deaths()
    {
        var data = new TheoryData<string, string, string, bool>();
        foreach (var ((fault, told), i) in HostilePlugin.Faults.Select((fault, i) => (fault, i)))
        {
            for (var role = 0; role < _roles.Length; role++)
                data.Add(_roles[role], fault, told[role], role != i % _roles.Length);
        }
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Deaths))]
    public void A_death_is_named_and_the_next_call_is_served_with_the_same_bits(string role, string fault, string told, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var host = fault == "loop" ? hosts.Hasty : hosts.Patient;
        torch.manual_seed(7);
        using var hostile = HostilePlugin.Make(host, role, fault);
        var alone = hostile.Call(isBad: false);

        var error = Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true));

        Assert.Equal((HostilePlugin.Id, "bad 1", true), (error.Plugin, error.Case, error.GoesOn));
        Assert.Contains(told, error.Message);
        var clock = Stopwatch.StartNew();
        Assert.Equal(alone, hostile.Call(isBad: false));
        output.WriteLine($"{role}, {fault}: served after {clock.Elapsed.TotalSeconds:0.00} s; {error.Message}");
        Assert.Equal(hosts.SoundAlone, FaultPlugins.RunBackbone(host, "Sound.Backbone"));
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == HostilePlugin.Id).State);
    }

    [SkippableFact]
    public void Three_deaths_in_a_row_are_a_quarantine()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var host = HostilePlugin.Open();
        using var hostile = HostilePlugin.Make(host, "backbone", "exit");
        Assert.True(Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true)).GoesOn);
        Assert.True(Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true)).GoesOn);
        hostile.Call(isBad: false);
        Assert.True(Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true)).GoesOn);
        Assert.True(Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true)).GoesOn);

        Assert.False(Assert.Throws<PluginCallException>(() => hostile.Call(isBad: true)).GoesOn);

        var plugin = host.Plugins.Single(plugin => plugin.Id == HostilePlugin.Id);
        Assert.Equal(PluginState.Quarantined, plugin.State);
        Assert.Contains("third time in a row", plugin.Verdict!.Reason);
        Assert.Contains("quarantined before", Assert.Throws<PluginCallException>(() => hostile.Call(isBad: false)).Message);
        Assert.NotEmpty(FaultPlugins.RunBackbone(host, "Sound.Backbone"));
    }

    [Fact]
    public void A_call_that_is_cancelled_ends_and_the_next_is_served()
    {
        var host = hosts.Patient;
        using var scope = torch.NewDisposeScope();
        using var backbone = host.CreateBackbone("Faults.Hostile/Hostile", new(FaultPlugins.Options(("fault", "native loop")), torch.CPU));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => backbone.Encode(torch.full([1, 1, 8, 8], 200f), new([]), stop.Token));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
        using var embedding = backbone.Encode(torch.zeros(1, 1, 8, 8), new([]));
        Assert.Equal(["fine", "coarse"], embedding.Names);
    }

    [Fact]
    public void One_plugin_alone_can_have_a_process()
    {
        using var host = HostilePlugin.Open(20, HostilePlugin.Id);
        using var scope = torch.NewDisposeScope();
        using var here = host.CreateBackbone("Sound.Backbone/Tiny", new(FaultPlugins.Options(), torch.CPU));
        using var elsewhere = host.CreateBackbone("Faults.Hostile/Hostile", new(FaultPlugins.Options(), torch.CPU));

        Assert.False(here.IsElsewhere);
        Assert.IsType<GuardedTrainableBackbone>(here);
        Assert.True(elsewhere.IsElsewhere);
        Assert.IsType<GuardedBackbone>(elsewhere);
    }
}

/// <summary>Hosts that many tests share, since a process takes a while to start.</summary>
public sealed class HostileHosts : IDisposable
{
    public HostileHosts()
    {
        using var here = FaultPlugins.Open();
        SoundAlone = FaultPlugins.RunBackbone(here, "Sound.Backbone");
    }

    /// <summary>What the sound plugin computes in this process.</summary>
    public float[] SoundAlone { get; }

    /// <summary>Calls may take a minute.</summary>
    public PluginHost Patient { get; } = HostilePlugin.Open(60);

    /// <summary>Calls may take some seconds.</summary>
    public PluginHost Hasty { get; } = HostilePlugin.Open(6);

    public void Dispose()
    {
        Patient.Dispose();
        Hasty.Dispose();
    }
}
