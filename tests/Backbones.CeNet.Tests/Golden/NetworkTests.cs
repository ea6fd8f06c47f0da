namespace Backbones.CeNet.Tests.Golden;

/// <summary>The reduced network against the original. Tolerances are those of the golden files' README.</summary>
public sealed class NetworkTests : ScopedTensorTest
{
    private const double Tolerance = 5e-4;

    [Fact]
    public void Evaluation_of_a_batch_equals_the_original()
    {
        using var golden = new GoldenFile("cenet_small");
        using var network = SmallNetwork.Load();
        network.eval();
        using var frozen = no_grad();

        var logits = network.call(SmallNetwork.Images(golden));

        Close.To(golden.Tensor("eval.output_image0"), logits[..1], Tolerance, "the first image");
        Close.To(golden.Tensor("eval.output_stride2"), Every(logits, 2), Tolerance, "the batch");
        Assert.Equal(golden.Numbers.GetProperty("params").GetInt64(), network.state_dict().Values.Sum(tensor => tensor.numel()));
        var company = golden
            .Numbers.GetProperty("report")
            .GetProperty("batch1_vs_first_of_batch (CCU BatchNorm1d skipped when batch is 1)")
            .GetProperty("max_abs")
            .GetDouble();
        Assert.Equal(company, (network.call(SmallNetwork.Images(golden)[..1]) - logits[..1]).abs().max().ToDouble(), 2 * Tolerance);
    }

    [Theory]
    [InlineData(GateNormalisation.PerImage, 2)]
    [InlineData(GateNormalisation.AsBatch, 1)]
    public void An_image_alone_equals_the_original_in_company_too_where_the_gate_is_per_image(GateNormalisation gate, int images)
    {
        using var golden = new GoldenFile("cenet_small");
        using var network = SmallNetwork.Load(SmallNetwork.Options with { GateNormalisation = gate });
        network.eval();
        using var frozen = no_grad();

        var logits = network.call(SmallNetwork.Images(golden)[..images]);

        Close.To(golden.Tensor("eval.output_batch1_stride2"), Every(logits[..1], 2), Tolerance, "the first image");
    }

    [Fact]
    public void Inner_maps_equal_the_originals()
    {
        using var golden = new GoldenFile("cenet_small");
        using var network = SmallNetwork.Load();
        network.eval();
        var found = new Dictionary<string, Tensor>();
        // What a hook returns replaces the output; nothing leaves it as it is.
        Tensor Keep(string name, Tensor output)
        {
            Scope.Attach(found[name] = output.alias());
            return null!;
        }
        foreach (var (name, module) in network.named_modules().Where(entry => entry.name.StartsWith("decoder.") && entry.name.Count(c => c == '.') == 1))
        {
            if (module is nn.Module<Tensor, Tensor> one)
                one.register_forward_hook((_, _, output) => Keep(name, output));
            if (module is nn.Module<Tensor, Tensor, Tensor> two)
                two.register_forward_hook((_, _, _, output) => Keep(name, output));
        }
        using var frozen = no_grad();
        var images = SmallNetwork.Images(golden);

        var maps = network.Encode(images);
        network.Decode(maps, images);

        foreach (var i in Enumerable.Range(0, 4))
            Close.To(golden.Tensor($"eval.backbone.x{i + 1}"), maps[i][..1], Tolerance, $"x{i + 1}");
        foreach (var name in golden.Names("eval.act."))
            Close.To(golden.Tensor(name), found[name["eval.act.".Length..]][..1], Tolerance, name);
    }

    [Fact]
    public void Gradients_in_evaluation_mode_equal_the_originals() => Gradients("eval", train: false);

    [Fact]
    public void Training_output_and_gradients_equal_the_originals()
    {
        using var golden = new GoldenFile("cenet_small");

        Close.To(golden.Tensor("train_dp0.output_stride4"), Every(Gradients("train", train: true), 4), Tolerance, "the training output");
    }

    private static Tensor Gradients(string mode, bool train)
    {
        using var golden = new GoldenFile("cenet_small");
        using var network = SmallNetwork.Load();
        network.train(train);
        var numbers = golden.Numbers.GetProperty($"{mode}_mode");

        var logits = network.call(SmallNetwork.Images(golden));
        var loss = nn.functional.binary_cross_entropy_with_logits(logits, golden.Tensor("target_u8").to(ScalarType.Float32));
        loss.backward();

        Assert.Equal(numbers.GetProperty("loss").GetDouble(), loss.ToDouble(), 1e-5);
        Close.Norms(GoldenFile.Norms(numbers.GetProperty("grad_norms")), network);
        foreach (var name in golden.Names($"{mode}.grad.").Select(name => name[$"{mode}.grad.".Length..]))
            Close.Gradient(golden.Tensor($"{mode}.grad.{name}"), network.get_parameter(name)!.grad, name);
        return logits;
    }

    private static Tensor Every(Tensor logits, int stride) => logits.slice(2, 0, logits.shape[2], stride).slice(3, 0, logits.shape[3], stride);
}
