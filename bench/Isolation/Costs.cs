using System.Diagnostics;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using Isolation.Tests;
using Spectre.Console;
using TorchSharp;

namespace DeferredSeg.Bench.Isolation;

/// <summary>Encode and decode in this process and in one of the plugin's own, in turns.</summary>
internal static class Costs
{
    public static void Measure(int repeats)
    {
        var folders = PluginFolder.All(FaultPlugins.Folder);
        using var here = PluginHost.Open(new(folders));
        using var elsewhere = PluginHost.Open(new(folders) { Processes = new() });
        var table = new Table().AddColumns("Network", "In this process, ms", "In its own, ms", "Difference, ms", "Ratio");
        Row(table, here, elsewhere, "U-Net of 31 million numbers, 256 by 256", "UNet", [("width", "64")], 1, 256, repeats);
        Row(table, here, elsewhere, "a tiny network, 64 by 64", "Sound.Backbone/Tiny", [], 1, 64, repeats * 20);
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"Medians of {repeats} and {repeats * 20} repeats in turns, {torch.get_num_threads()} threads; differences and ratios of neighbours."
        );
    }

    private static void Row(
        Table table,
        PluginHost here,
        PluginHost elsewhere,
        string title,
        string id,
        (string, string)[] options,
        int channels,
        int size,
        int repeats
    )
    {
        using var one = Make(here, id, options);
        using var other = Make(elsewhere, id, options);
        using var images = torch.rand(1, channels, size, size);
        if (!Same(one, other, images))
            throw new InvalidOperationException($"{title}: the two differ.");
        List<(double Here, double Elsewhere)> times = [];
        for (var i = -3; i < repeats; i++)
        {
            // Who goes first changes, since the second finds the caches of the first.
            var (first, second) = i % 2 == 0 ? (one, other) : (other, one);
            var (a, b) = (Time(first, images), Time(second, images));
            if (i >= 0)
                times.Add(i % 2 == 0 ? (a, b) : (b, a));
        }
        table.AddRow(
            title,
            $"{Median(times.Select(time => time.Here)):0.00}",
            $"{Median(times.Select(time => time.Elsewhere)):0.00}",
            $"{Median(times.Select(time => time.Elsewhere - time.Here)):0.00}",
            $"{Median(times.Select(time => time.Elsewhere / time.Here)):0.000}"
        );
    }

    private static GuardedBackbone Make(PluginHost host, string id, (string, string)[] options)
    {
        torch.manual_seed(1);
        var backbone = host.CreateBackbone(id, new(FaultPlugins.Options(options), torch.CPU));
        (backbone as ITrainableBackbone)?.Module.eval();
        return backbone;
    }

    private static bool Same(GuardedBackbone one, GuardedBackbone other, torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        return one.Decode(one.Encode(images, EncodeRequest.None), PromptBatch.None)
            .Logits.eq(other.Decode(other.Encode(images, EncodeRequest.None), PromptBatch.None).Logits)
            .all()
            .ToBoolean();
    }

    private static double Time(GuardedBackbone backbone, torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var clock = Stopwatch.StartNew();
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
