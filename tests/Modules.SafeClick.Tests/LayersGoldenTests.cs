using Modules.SafeClick.Layers;
using Shared.Equations;
using Xunit.Abstractions;

namespace Modules.SafeClick.Tests;

/// <summary>SafeClick's equations in float64, outputs and the gradients of every input and weight.</summary>
public sealed class LayersGoldenTests(ITestOutputHelper output) : ScopedTensorTest
{
    public static TheoryData<string> Consensuses => ["crl_basic", "crl_c1_k3", "crl_alpha0", "crl_alpha_negative", "crl_large", "crl_ties", "crl_zero_init"];

    [Theory]
    [InlineData("e1_stride1")]
    [InlineData("e1_stride2")]
    public void The_first_expert_looks_from_the_intermediate_map_at_the_embedding(string name)
    {
        using var golden = new GoldenEquations("safeclick", name);
        using var expert = new First(golden, new());
        golden.Fill(expert, "w.", "bn.");
        var (intermediate, embedding) = (golden.Input("x_i"), golden.Input("x_f"));

        var hat = expert.Transform.Apply(intermediate, golden.Int("H"), golden.Int("W"));
        var found = expert.Expert.Look(hat, embedding);

        Told(
            name,
            golden.Close("mid.x_hat", hat),
            golden.Close("out", found),
            golden.GradientsClose(found, expert, new Dictionary<string, Tensor> { ["x_i"] = intermediate, ["x_f"] = embedding })
        );
    }

    [Theory]
    [InlineData("e1_stride1")]
    [InlineData("e1_stride2")]
    public void Its_other_activation_and_its_shared_norm_are_the_references(string name)
    {
        using var golden = new GoldenEquations("safeclick", name);
        using var frozen = no_grad();
        using var relu = new First(golden, new(Activation: ExpertActivation.Relu));
        using var shared = new First(golden, new(SharedNorm: true));
        golden.Fill(relu, "w.", "bn.");
        golden.Fill(shared, "w.", "bn.", "e1.norm_kv.");

        Told(name, golden.Close("out.mlp_relu", relu.Look(golden)), golden.Close("out.shared_ln", shared.Look(golden)));
    }

    [Fact]
    public void The_intermediate_map_may_be_normed_over_the_batch()
    {
        using var golden = new GoldenEquations("safeclick", "e1_stride1");
        using var frozen = no_grad();
        using var transform = new IntermediateTransform(golden.Int("C_i"), golden.Int("C"), golden.Int("stride"), IntermediateNorm.BatchNormRelu);
        transform.to(ScalarType.Float64);
        foreach (var (name, target) in transform.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked")))
            target.copy_(golden[name.StartsWith("conv") ? "w.transform." + name : name.Replace("norm.", "w.bn.")]);
        Tensor Apply() => transform.Apply(golden["in.x_i"], golden.Int("H"), golden.Int("W"));

        transform.eval();
        var eval = golden.Close("out.x_hat.bn_relu_eval", Apply());
        transform.train();
        Told("batch norm", eval, golden.Close("out.x_hat.bn_relu_train", Apply()));
    }

    [Fact]
    public void The_second_expert_looks_from_the_embedding_at_itself()
    {
        using var golden = new GoldenEquations("safeclick", "e2");
        using var expert = new Second(golden, isGelu: true);
        using var relu = new Second(golden, isGelu: false);
        golden.Fill(expert);
        golden.Fill(relu);
        var embedding = golden.Input("x_f");

        var found = expert.Expert.Look(embedding);

        Told(
            "e2",
            golden.Close("out", found),
            golden.Close("out.mlp_relu", relu.Expert.Look(golden["in.x_f"])),
            golden.GradientsClose(found, expert, new Dictionary<string, Tensor> { ["x_f"] = embedding })
        );
    }

    [Theory]
    [MemberData(nameof(Consensuses))]
    public void The_consensus_mixes_channels_and_joins_the_decoders_image(string name)
    {
        foreach (var maximum in new[] { ContrastMaximum.Row, ContrastMaximum.Matrix })
        {
            using var golden = new GoldenEquations("safeclick", name);
            using var consensus = Consensus(golden, new(Maximum: maximum));
            var inputs = Inputs(golden);
            var (first, second) = (inputs["x_1"].flatten(2), inputs["x_2"].flatten(2));
            var suffix = maximum == ContrastMaximum.Row ? "rowmax" : "matmax";

            var unlike = new[] { ("cross", first), ("self", second) }.Max(entry =>
                golden.Close($"mid.A_{entry.Item1}.{suffix}", consensus.Layer.Unlike(entry.Item2, second))
            );
            golden.Close("mid.S_cross", consensus.Layer.Contrast(first, second));
            golden.Close("mid.S_self", consensus.Layer.Contrast(second, second));
            golden.Close("mid.x2_prime", consensus.Layer.Refine(inputs["x_1"], inputs["x_2"]));
            var said = consensus.Layer.Say(inputs["x_1"], inputs["x_2"]);
            golden.Close("mid.conv", said);
            var found = consensus.Layer.Agree(said, inputs["x_3"]);

            Told($"{name} {suffix}", unlike, golden.Close("out", found), golden.GradientsClose(found, consensus, inputs));
        }
    }

    [Theory]
    [MemberData(nameof(Consensuses))]
    public void Its_softmax_over_the_other_axis_depends_on_the_maximum(string name)
    {
        foreach (var (maximum, suffix) in new[] { (ContrastMaximum.Row, "softmaxcol_rowmax"), (ContrastMaximum.Matrix, "softmaxcol_matmax") })
        {
            using var golden = new GoldenEquations("safeclick", name);
            using var consensus = Consensus(golden, new(Maximum: maximum, Softmax: ContrastAxis.First));
            var inputs = Inputs(golden);

            var found = consensus.Layer.Agree(consensus.Layer.Say(inputs["x_1"], inputs["x_2"]), inputs["x_3"]);
            var difference = golden.Close($"out.{suffix}", found);
            (found * golden["in.probe"]).mean().backward();

            // The reference has no gradients where channels tie.
            var names = golden.Names.Where(one => one.StartsWith($"grad.{suffix}.")).ToList();
            Assert.Equal(name == "crl_ties", names.Count == 0);
            var gradients = names.Select(one => golden.Close(one, (one.EndsWith(".alpha") ? consensus.Alpha : inputs[one[^3..]]).grad));
            Told($"{name} {suffix}", [difference, .. gradients]);
        }
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("whole_zero_init")]
    public void Experts_and_consensus_together(string name)
    {
        using var golden = new GoldenEquations("safeclick", name);
        using var layers = Layers(golden);
        golden.Fill(layers);
        Dictionary<string, Tensor> inputs = new()
        {
            ["x_i"] = golden.Input("x_i"),
            ["x_f"] = golden.Input("x_f"),
            ["x_3"] = golden.Input("x_3"),
        };

        var found = layers.Agree(layers.Say(inputs["x_i"], inputs["x_f"]), inputs["x_3"]);

        Assert.Equal(golden.Int("parameters"), layers.parameters().Sum(parameter => parameter.numel()));
        Told(name, golden.Close("out", found), golden.GradientsClose(found, layers, inputs));
    }

    [Fact]
    public void At_the_papers_start_the_image_is_normed_and_only_the_end_learns()
    {
        using var golden = new GoldenEquations("safeclick", "whole_zero_init");
        using var layers = Layers(golden);
        golden.Fill(layers);
        var zero = golden.Json.GetProperty("zero_gradients").EnumerateArray().Select(name => name.GetString()!).Where(name => name.Contains(".w.")).ToHashSet();

        (layers.Agree(layers.Say(golden["in.x_i"], golden["in.x_f"]), golden["in.x_3"]) * golden["in.probe"]).mean().backward();

        foreach (var (name, parameter) in layers.named_parameters())
            Assert.Equal(zero.Contains($"grad.w.{name}"), parameter.grad!.abs().max().ToDouble() == 0);
    }

    [Fact]
    public void At_the_identity_start_the_image_stays_to_the_bit_and_the_consensus_learns_at_once()
    {
        using var layers = new SafeClickLayers(new(Start: SafeClickStart.Identity, Heads: 4), 16, 12, 2);
        var (intermediate, embedding, image) = (randn(2, 12, 8, 6), randn(2, 16, 4, 3), randn(2, 16, 4, 3));

        var found = layers.Agree(layers.Say(intermediate, embedding), image);
        (found * randn_like(found)).mean().backward();

        Assert.Equal(image.data<float>().ToArray(), found.data<float>().ToArray());
        var convolution = layers.named_parameters().Single(entry => entry.name == "crl.conv.weight").parameter;
        Assert.NotEqual(0, convolution.grad!.abs().max().ToDouble());
        using (no_grad())
            convolution.copy_(randn_like(convolution));
        Assert.True((layers.Agree(layers.Say(intermediate, embedding), image) - image).abs().max().ToDouble() > 1e-3);
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Parts_can_be_left_out_and_every_other_one_is_reached(bool cross, bool self, bool consensus)
    {
        var options = new SafeClickOptions(Heads: 2, ConsensusChannels: 6, ConsensusKernel: 3, CrossExpert: cross, SelfExpert: self, Consensus: consensus);
        // The intermediate map is coarser here and its size no multiple.
        using var layers = new SafeClickLayers(options, 8, 12, 1);
        using (no_grad())
        {
            foreach (var (_, parameter) in layers.named_parameters().Where(entry => entry.name.StartsWith("crl.conv")))
                parameter.copy_(randn_like(parameter));
        }

        var found = layers.Agree(layers.Say(cross ? randn(1, 12, 3, 2) : null, randn(1, 8, 7, 5)), randn(1, 8, 7, 5));
        (found * randn_like(found)).mean().backward();

        var names = layers.named_parameters().Select(entry => entry.name).ToList();
        Assert.Equal(cross, names.Any(name => name.StartsWith("e1.") || name.StartsWith("transform.")));
        Assert.Equal(self, names.Any(name => name.StartsWith("e2.")));
        Assert.Equal(cross && consensus, names.Contains("crl.alpha"));
        Assert.All(layers.named_parameters(), entry => Assert.True(entry.parameter.grad is { } grad && grad.isfinite().all().ToBoolean(), entry.name));
    }

    private void Told(string what, params double[] differences) =>
        output.WriteLine($"{what}: {string.Join(", ", differences.Select(value => value.ToString("E1")))}");

    private static SafeClickLayers Layers(GoldenEquations golden) =>
        new(
            new(
                Heads: golden.Int("heads"),
                MlpRatio: (double)golden.Int("mlp_hidden") / golden.Int("C"),
                ConsensusKernel: golden.Int("kernel"),
                Alpha: golden.Json.GetProperty("alpha").GetDouble()
            ),
            golden.Int("C"),
            golden.Int("C_i"),
            golden.Int("stride")
        );

    private static Third Consensus(GoldenEquations golden, SafeClickOptions options)
    {
        var consensus = new Third(golden, options);
        golden.Fill(consensus);
        return consensus;
    }

    private static Dictionary<string, Tensor> Inputs(GoldenEquations golden) =>
        new[] { "x_1", "x_2", "x_3" }.ToDictionary(name => name, name => golden.Input(name));

    private static ExpertShape Shape(GoldenEquations golden, bool isGelu) => new(golden.Int("C"), golden.Int("heads"), golden.Int("mlp_hidden"), isGelu);

    /// <summary>Transform and first expert under the reference's names.</summary>
    private sealed class First : nn.Module
    {
        public First(GoldenEquations golden, SafeClickOptions options)
            : base(nameof(First))
        {
            Transform = new(golden.Int("C_i"), golden.Int("C"), golden.Int("stride"), options.Transform);
            Expert = new(Shape(golden, options.Activation == ExpertActivation.Gelu), options.SharedNorm);
            register_module("transform", Transform);
            register_module("e1", Expert);
        }

        public IntermediateTransform Transform { get; }

        public CrossExpert Expert { get; }

        public Tensor Look(GoldenEquations golden) => Expert.Look(Transform.Apply(golden["in.x_i"], golden.Int("H"), golden.Int("W")), golden["in.x_f"]);
    }

    private sealed class Second : nn.Module
    {
        public Second(GoldenEquations golden, bool isGelu)
            : base(nameof(Second))
        {
            Expert = new(Shape(golden, isGelu));
            register_module("e2", Expert);
        }

        public SelfExpert Expert { get; }
    }

    private sealed class Third : nn.Module
    {
        public Third(GoldenEquations golden, SafeClickOptions options)
            : base(nameof(Third))
        {
            Layer = new(golden.Int("C_1"), golden.Int("C"), options with { ConsensusKernel = golden.Int("kernel") });
            register_module("crl", Layer);
        }

        public ConsensusLayer Layer { get; }

        public Tensor Alpha => Layer.named_parameters().Single(entry => entry.name == "alpha").parameter;
    }
}
