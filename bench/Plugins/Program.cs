using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Bench.Plugins;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Libtorch;
using Microsoft.Extensions.Configuration;
using TorchSharp;

// usage: DeferredSeg.Bench.Plugins PLUGINS-FOLDER
LibtorchProcess.Start();
var folder = args[0];
using var host = PluginHost.Open(new(folder));
var plugin = host.Plugins.Single(one => one.Id == "Backbones.UNet");

Console.WriteLine($"libtorch {torch.__version__}, {torch.get_num_threads()} threads; medians");
Write("find and check all plugins", Repeats.Of(200, () => PluginHost.Open(new(folder)).Dispose()));
Write(
    "load and unload, proven gone",
    Repeats.Of(
        1000,
        () =>
        {
            plugin.Load();
            plugin.Unload();
        }
    )
);

foreach (var (width, depth, size) in ((int, int, int)[])[(4, 2, 16), (16, 4, 128)])
{
    var options = new ConfigurationBuilder().AddInMemoryCollection([new("width", $"{width}"), new("depth", $"{depth}")]).Build();
    using var direct = new UNetBackbone(new UNetOptions(Width: width, Depth: depth));
    using var guarded = (ITrainableBackbone)host.CreateBackbone("UNet", new(options, torch.CPU));
    direct.Module.eval();
    guarded.Module.eval();
    using var images = torch.randn(1, 1, size, size);
    using var frozen = torch.no_grad();
    // Side by side, so that a disturbance of the machine meets both alike.
    var (without, with) = Repeats.Medians(size < 64 ? 2000 : 200, () => Forward(direct, images), () => Forward(guarded, images));
    Console.WriteLine($"{$"U-Net w{width} d{depth}, {size}², encode + decode, direct", -46}{without, 9:0.000} ms");
    Console.WriteLine($"{"  guarded", -46}{with, 9:0.000} ms  ({with / without:0.00})");
}

static void Write(string what, (double Median, double Slowest) time) =>
    Console.WriteLine($"{what, -46}{time.Median, 9:0.000} ms  (slowest {time.Slowest:0.0})");

static void Forward(ISegmentorBackbone backbone, torch.Tensor images)
{
    using var scope = torch.NewDisposeScope();
    using var embedding = backbone.Encode(images, EncodeRequest.None);
    using var output = backbone.Decode(embedding, PromptBatch.None);
}
