using System.Reflection;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>The small plugins that misbehave, next to sound ones, in one host.</summary>
internal static class FaultPlugins
{
    public static string Folder { get; } =
        typeof(FaultPlugins).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "FaultPlugins").Value!;

    public static PluginHost Open(TimeSpan? limit = null) => PluginHost.Open(new(Folder) { CallLimit = limit });

    /// <summary>Makes a backbone and runs it; its logits, as plain numbers.</summary>
    public static float[] RunBackbone(PluginHost host, string plugin, params (string Key, string Value)[] options)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        torch.manual_seed(5);
        using var backbone = host.CreateBackbone($"{plugin}/Tiny", new(Options(options), torch.CPU));
        (backbone as ITrainableBackbone)?.Module.eval();
        using var embedding = backbone.Encode(Image(), new(["fine", "coarse"]));
        using var output = backbone.Decode(embedding, new() { ImageIndex = [1, 0] });
        return output.Logits.data<float>().ToArray();
    }

    public static void RunHead(PluginHost host, string plugin)
    {
        using var scope = torch.NewDisposeScope();
        using var head = host.CreateHead($"{plugin}/Tiny", new HeadContext(Options(), torch.CPU, 2, 4, 1, false));
        (head as ITrainableHead)?.Module.eval();
        using var output = head.Route(new(torch.zeros(1, 1, 8, 8), torch.zeros(1, 4, 8, 8)));
    }

    public static ExpertReply RunExpert(PluginHost host, string plugin)
    {
        using var expert = host.CreateExpert($"{plugin}/tiny", new("anna", Options(), null));
        var id = expert.Submit(Question("case 7"));
        return expert.Poll(id);
    }

    public static ExpertRequest Question(string name) =>
        new()
        {
            Key = "k",
            Case = new(name),
            Image = new(4, 6, 1, new byte[24]),
            Classes = 1,
            GroundTruth = new(4, 6, 1, new byte[24]),
        };

    public static torch.Tensor Image() => torch.linspace(-1, 1, 2 * 8 * 10).reshape(2, 1, 8, 10);

    public static IConfiguration Options(params (string Key, string Value)[] options) =>
        new ConfigurationBuilder().AddInMemoryCollection(options.Select(option => new KeyValuePair<string, string?>(option.Key, option.Value))).Build();
}
