using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests.Processes;

/// <summary>A host whose plugins run in processes of their own, and a plugin in it that dies in every way.</summary>
internal static class HostilePlugin
{
    public const string Id = "Faults.Hostile";

    /// <summary>What a fault does, and what of it the message must say of backbone, head and expert.</summary>
    public static readonly (string Fault, string[] Told)[] Faults =
    [
        ("exception", [Thrown, Thrown, Thrown]),
        ("loop", Same("longer than its limit")),
        ("stack", Same("Stack overflow")),
        ("segv", Same("SIGSEGV")),
        ("abort", Same("SIGABRT")),
        ("exit", Same("exit code 7")),
        ("memory", Same("more than its limit of 900 MiB")),
        ("background", Same("This thread throws on purpose")),
        ("nan", ["NaN", "NaN", "NaN seconds"]),
        ("shape", ["its first size must be the batch's", "routing logits is [", "mask is ["]),
        ("type", ["it returned null", "expected Float32", "it returned null"]),
    ];

    private const string Thrown = "it threw InvalidOperationException: This plugin throws here on purpose.";

    private static string[] Same(string told) => [told, told, told];

    public static PluginHost Open(double seconds = 20, params string[] plugins) =>
        PluginHost.Open(new(FaultPlugins.Folder) { CallLimit = TimeSpan.FromSeconds(seconds), Processes = new(plugins.Length == 0 ? null : plugins, 900) });

    /// <summary>Something that is made once and called for sound and for bad cases.</summary>
    public static IHostile Make(PluginHost host, string role, string fault) =>
        role switch
        {
            "backbone" => new HostileBackbone(host, fault),
            "head" => new HostileHead(host, fault),
            _ => new HostileExpert(host, fault),
        };

    private sealed class HostileBackbone(PluginHost host, string fault) : IHostile
    {
        private readonly GuardedBackbone _backbone = host.CreateBackbone($"{Id}/Hostile", new(FaultPlugins.Options(("fault", fault)), torch.CPU));

        public string Call(bool isBad)
        {
            using var scope = torch.NewDisposeScope();
            using var named = PluginCase.Name(isBad ? "bad 1" : "case 1");
            using var embedding = _backbone.Encode(isBad ? torch.full([2, 1, 8, 10], 200f) : FaultPlugins.Image(), new([]));
            using var output = _backbone.Decode(embedding, new());
            return string.Join(' ', output.Logits.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits));
        }

        public void Dispose() => _backbone.Dispose();
    }

    private sealed class HostileHead(PluginHost host, string fault) : IHostile
    {
        private readonly GuardedHead _head = host.CreateHead(
            $"{Id}/Hostile",
            new HeadContext(FaultPlugins.Options(("fault", fault)), torch.CPU, 2, 4, 1, false)
        );

        public string Call(bool isBad)
        {
            using var scope = torch.NewDisposeScope();
            using var named = PluginCase.Name(isBad ? "bad 1" : "case 1");
            using var input = new SegmentationOutput(torch.full([1, 1, 8, 8], isBad ? 200f : 0.5f), torch.linspace(-1, 1, 256).reshape(1, 4, 8, 8));
            using var output = _head.Route(input);
            return string.Join(' ', output.RoutingLogits.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits));
        }

        public void Dispose() => _head.Dispose();
    }

    private sealed class HostileExpert(PluginHost host, string fault) : IHostile
    {
        private readonly GuardedExpertSource _expert = host.CreateExpert($"{Id}/hostile", new("anna", FaultPlugins.Options(("fault", fault)), null));

        public string Call(bool isBad)
        {
            var question = FaultPlugins.Question(isBad ? "bad 1" : "case 1");
            var id = _expert.Submit(question with { Key = question.Case.Id });
            return Convert.ToHexString(_expert.Poll(id).Answer!.Mask.Values);
        }

        public void Dispose() => _expert.Dispose();
    }
}

/// <summary>Something hostile.</summary>
internal interface IHostile : IDisposable
{
    /// <summary>Calls it for a sound case, whose result is returned bit by bit, or for a bad one.</summary>
    string Call(bool isBad);
}
