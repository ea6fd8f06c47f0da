using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins;
using Microsoft.Extensions.Configuration;
using TorchSharp;
using Xunit.Abstractions;

namespace Unloading.Tests;

/// <summary>Alone in its process: contexts and memory are the process's.</summary>
public sealed class UnloadTests(ITestOutputHelper output)
{
    private static int Cycles => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1" ? 1000 : 150;

    private static string Folder => typeof(UnloadTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "Plugins").Value!;

    [Fact]
    public void Hundreds_of_loads_and_unloads_leave_no_context_and_flat_memory()
    {
        using var host = PluginHost.Open(new(Folder));
        var plugin = host.Plugins.Single(one => one.Id == "Backbones.UNet");
        var readings = new MemoryReadings();
        var clock = new Stopwatch();
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            clock.Start();
            plugin.Load();
            var state = plugin.Unload();
            clock.Stop();
            Assert.True(state == PluginState.Unloaded, $"cycle {cycle}: {plugin.Verdict}");
            if (cycle % (Cycles / 6) == 0)
                readings.Take();
        }

        output.WriteLine($"{clock.Elapsed.TotalMilliseconds / Cycles:0.00} ms a cycle.");
        Assert.DoesNotContain(AssemblyLoadContext.All, context => context.Name == "Backbones.UNet");
        readings.AssertFlat();
    }

    [Fact]
    public void A_plugin_that_encoded_and_decoded_is_gone_after_unloading()
    {
        using var host = PluginHost.Open(new(Folder));
        var plugin = host.Plugins.Single(one => one.Id == "Backbones.UNet");

        Use(host);

        Assert.True(plugin.Unload() == PluginState.Unloaded, plugin.Verdict?.ToString());
        Assert.DoesNotContain(AssemblyLoadContext.All, context => context.Name == "Backbones.UNet");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(PluginHost host)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("width", "4"), new("depth", "2")]).Build();
        using var scope = torch.NewDisposeScope();
        using var backbone = (ITrainableBackbone)host.CreateBackbone("UNet", new(options, torch.CPU));
        using var embedding = backbone.Encode(torch.randn(2, 1, 16, 16), EncodeRequest.None);
        using var result = backbone.Decode(embedding, PromptBatch.None);
        result.Logits.sum().backward();
        Assert.Equal([2, 1, 16, 16], result.Logits.shape);
    }
}
