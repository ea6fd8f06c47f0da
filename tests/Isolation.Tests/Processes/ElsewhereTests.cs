using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests.Processes;

/// <summary>What a plugin gives from a process of its own is, bit for bit, what it gives in this one, whichever of the contract's abilities it has.</summary>
public sealed class ElsewhereTests(ElsewhereHosts hosts) : IClassFixture<ElsewhereHosts>
{
    [Fact]
    public void Fresh_weights_follow_from_the_same_seed_and_leave_the_same_random_numbers()
    {
        Assert.Equal(FaultPlugins.RunBackbone(hosts.Here, "Sound.Backbone"), FaultPlugins.RunBackbone(hosts.Elsewhere, "Sound.Backbone"));

        float Next(PluginHost host)
        {
            FaultPlugins.RunBackbone(host, "Sound.Backbone");
            return torch.rand(1).ToSingle();
        }
        Assert.Equal(Next(hosts.Here), Next(hosts.Elsewhere));
    }

    [Fact]
    public void Steps_of_a_decoder() =>
        Same(
            "Sound.Prompted/Tiny",
            (backbone, images) =>
            {
                var prompts = new PromptBatch { ImageIndex = [1, 0], Boxes = torch.tensor([0f, 0, 4, 4, 1, 1, 6, 6]).reshape(2, 4) };
                var embedding = backbone.Encode(images, new([]));
                var decoder = backbone.PromptableDecoder!;
                var tokens = decoder.EncodePrompts(embedding, prompts);
                var output = decoder.Project(embedding, prompts, decoder.Mix(embedding, prompts, tokens));
                return [tokens.Sparse, tokens.Dense, output.Logits, output.Extras["mean"], backbone.Decode(embedding, prompts).Logits];
            }
        );

    [Fact]
    public void An_own_preparation_of_images() =>
        Same(
            "Sound.Preprocessing/Tiny",
            (backbone, _) => [backbone.ImagePreprocessing!.Preprocess(torch.arange(0, 35).reshape(1, 5, 7).to(torch.ScalarType.Byte), 8, 10)]
        );

    [Fact]
    public void A_conversation_also_when_it_was_saved_in_between() =>
        Same(
            "Sound.Interactive/Tiny",
            (backbone, images) =>
            {
                var embedding = backbone.Encode(images[..1], new([]));
                var session = backbone.Conversation!.Begin(embedding, PromptBatch.None, 3, [8, 10]);
                var first = session.Propose(embedding, 2);
                session.Take(embedding, new() { Choice = 1 });
                var again = backbone.Conversation!.Restore(embedding, session.Save(), [8, 10]);
                var second = again.Propose(embedding, 2);
                Assert.Equal((1, 1), (session.Round, again.Round));
                return [first.Answer, .. first.Candidates, second.Answer, .. second.Candidates];
            }
        );

    [Fact]
    public void Native_routing_channels_and_a_head_that_reads_them()
    {
        torch.Tensor[] Run(PluginHost host)
        {
            torch.manual_seed(11);
            using var head = host.CreateHead("Sound.Head/Tiny", new HeadContext(FaultPlugins.Options(), torch.CPU, 2, 4, 1, false));
            using var input = new SegmentationOutput(torch.zeros(1, 1, 8, 8), torch.linspace(-1, 1, 256).reshape(1, 4, 8, 8));
            using var output = head.Route(input);
            return [output.RoutingLogits.clone(), output.PredictorLogit!.clone()];
        }
        Equal(Run(hosts.Here), Run(hosts.Elsewhere));
    }

    [Fact]
    public void A_wrapper_is_made_in_its_process_with_what_it_is_put_around()
    {
        torch.Tensor[] Run(PluginHost host)
        {
            using var scope = torch.NewDisposeScope();
            using var frozen = torch.no_grad();
            torch.manual_seed(5);
            var inner = host.CreateBackbone("Sound.Backbone/Tiny", new(FaultPlugins.Options(), torch.CPU));
            (inner as ITrainableBackbone)?.Module.eval();
            using var wrapper = host.CreateWrapper("Sound.Wrapper/Tiny", [inner], new(FaultPlugins.Options(), torch.CPU));
            (wrapper as ITrainableBackbone)?.Module.eval();
            Assert.Null(wrapper.HiddenCasePreparation);
            return [wrapper.Decode(wrapper.Encode(FaultPlugins.Image(), new([])), new()).Logits.MoveToOuterDisposeScope()];
        }
        Equal(Run(hosts.Here), Run(hosts.Elsewhere));
    }

    [Fact]
    public void A_wrapper_elsewhere_around_a_network_here_is_refused_with_what_to_say()
    {
        using var host = HostilePlugin.Open(20, "Sound.Wrapper");
        using var inner = host.CreateBackbone("Sound.Backbone/Tiny", new(FaultPlugins.Options(), torch.CPU));

        var error = Assert.Throws<ConfigurationException>(() => host.CreateWrapper("Sound.Wrapper/Tiny", [inner], new(FaultPlugins.Options(), torch.CPU)));

        Assert.Contains("$.plugins.isolated", error.Message);
    }

    [Fact]
    public void Answers_of_simulated_and_recorded_experts()
    {
        string Run(PluginHost host)
        {
            using var simulated = (ISimulatedExpert)host.CreateExpert("Sound.SimulatedExpert/tiny", new("anna", FaultPlugins.Options(), null));
            using var recorded = (IRecordedExpert)host.CreateExpert("Sound.RecordedExpert/recorded", new("r1", FaultPlugins.Options(), new OneRater()));
            var question = FaultPlugins.Question("case 7");
            var simulation = simulated.Simulate(question);
            var reply = recorded.Poll(recorded.Submit(question));
            return Convert.ToHexString(simulation.Mask.Values)
                + Convert.ToHexString(simulation.Partition)
                + string.Join(',', simulation.Probability ?? [])
                + string.Join(',', recorded.Origin("case 7", 1).Raters)
                + reply.Status
                + Convert.ToHexString(reply.Answer?.Mask.Values ?? []);
        }
        Assert.Equal(Run(hosts.Here), Run(hosts.Elsewhere));
    }

    [Fact]
    public void An_option_that_a_plugin_refuses_is_the_configurations_mistake()
    {
        var error = Assert.Throws<ConfigurationException>(() => FaultPlugins.RunBackbone(hosts.Elsewhere, "Sound.Backbone", ("widht", "3")));

        Assert.Contains("widht", error.Message);
        Assert.Equal(PluginState.Loaded, hosts.Elsewhere.Plugins.Single(plugin => plugin.Id == "Sound.Backbone").State);
    }

    [Fact]
    public void Shared_memory_is_used_again()
    {
        using var backbone = hosts.Elsewhere.CreateBackbone("Sound.Backbone/Tiny", new(FaultPlugins.Options(), torch.CPU));
        int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
        void Work(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var scope = torch.NewDisposeScope();
                using var embedding = backbone.Encode(FaultPlugins.Image(), new([]));
                using var output = backbone.Decode(embedding, new());
            }
        }
        Work(20);
        var before = Descriptors();

        Work(200);

        Assert.InRange(Descriptors(), 0, before + 5);
    }

    private void Same(string id, Func<GuardedBackbone, torch.Tensor, torch.Tensor[]> run)
    {
        torch.Tensor[] Run(PluginHost host)
        {
            using var scope = torch.NewDisposeScope();
            using var frozen = torch.no_grad();
            torch.manual_seed(5);
            using var backbone = host.CreateBackbone(id, new(FaultPlugins.Options(), torch.CPU));
            (backbone as ITrainableBackbone)?.Module.eval();
            return [.. run(backbone, FaultPlugins.Image()).Select(tensor => tensor.clone().MoveToOuterDisposeScope())];
        }
        Equal(Run(hosts.Here), Run(hosts.Elsewhere));
    }

    private static void Equal(torch.Tensor[] here, torch.Tensor[] elsewhere)
    {
        Assert.Equal(here.Select(tensor => tensor.shape), elsewhere.Select(tensor => tensor.shape));
        Assert.All(here.Zip(elsewhere), pair => Assert.True(pair.First.equal(pair.Second).all().ToBoolean()));
    }

    private sealed class OneRater : IRaterMasks
    {
        public IReadOnlyList<string> Raters { get; } = ["r1", "r2"];

        public RaterMask Find(string caseId, string rater) =>
            RaterMask.Present(new(4, 6, 1, [.. Enumerable.Range(0, 24).Select(i => (byte)(rater == "r1" ? i % 2 : 1))]));
    }
}

/// <summary>One host whose plugins run here, and one whose plugins run in processes of their own.</summary>
public sealed class ElsewhereHosts : IDisposable
{
    public PluginHost Here { get; } = FaultPlugins.Open();

    public PluginHost Elsewhere { get; } = HostilePlugin.Open(60);

    public void Dispose()
    {
        Here.Dispose();
        Elsewhere.Dispose();
    }
}
