using TorchSharp.Modules;

namespace Backbones.UNet.Tests;

/// <summary>Tolerances are those of the golden files' README.</summary>
public sealed class GoldenTests : ScopedTensorTest
{
    public static TheoryData<string, string> Networks =>
        new()
        {
            { "tconv_w6", "pth" },
            { "tconv_w6", "safetensors" },
            { "bilinear_w4", "pth" },
            { "bilinear_w4", "safetensors" },
        };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Evaluation_equals_the_original(string name, string extension)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension);
        network.eval();

        using var frozen = no_grad();
        Close(golden.Tensor("eval.output"), network.call(golden.Tensor("input")), 1e-5);
        foreach (var odd in golden.Tensors.Where(tensor => tensor.StartsWith("odd") && tensor.EndsWith(".input")))
            Close(golden.Tensor(odd.Replace(".input", ".eval.output")), network.call(golden.Tensor(odd)), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Inner_maps_equal_the_originals(string name, string extension)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension);
        network.eval();
        var maps = new Dictionary<string, Tensor>();
        foreach (var (child, module) in network.named_children())
        {
            if (module is nn.Module<Tensor, Tensor> single)
                single.register_forward_hook((_, _, output) => Keep(child, output));
            if (module is nn.Module<Tensor, Tensor, Tensor> pair)
                pair.register_forward_hook((_, _, _, output) => Keep(child, output));
        }

        // What a hook returns replaces the output; nothing leaves it as it is.
        Tensor Keep(string child, Tensor output)
        {
            Scope.Attach(maps[child] = output.alias());
            return null!;
        }

        using var frozen = no_grad();
        var levels = network.Encode(golden.Tensor("input"));
        network.Decode(levels);

        foreach (var tensor in golden.Tensors.Where(tensor => tensor.StartsWith("eval.act.")))
            Close(golden.Tensor(tensor), maps[tensor["eval.act.".Length..]], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_output_gradients_and_running_statistics_equal_the_originals(string name, string extension)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension);
        network.train();

        var output = network.call(golden.Tensor("input"));
        var loss = nn.functional.binary_cross_entropy_with_logits(output, golden.Tensor("target"));
        loss.backward();

        Close(golden.Tensor("train.output"), output, 5e-5);
        Assert.Equal(golden.Number("loss_train").GetDouble(), loss.ToDouble(), 1e-5);
        Gradients(golden, network, "train.grad.");
        foreach (var (parameter, norm) in Norms(golden, "grad_norms_train"))
            Assert.Equal(norm, network.get_parameter(parameter)!.grad!.norm().ToDouble(), 1e-3 * norm + 1e-7);
        foreach (var tensor in golden.Tensors.Where(tensor => tensor.StartsWith("train.after.")))
            Close(golden.Tensor(tensor), network.get_buffer(tensor["train.after.".Length..])!, 1e-5);
        foreach (var (_, counter) in network.named_buffers().Where(buffer => buffer.name.EndsWith("num_batches_tracked")))
            Assert.Equal(golden.Number("num_batches_tracked_after_one_train_forward").GetInt64(), counter.ToInt64());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_in_evaluation_mode_equal_the_originals(string name, string extension)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension);
        network.eval();

        var loss = nn.functional.binary_cross_entropy_with_logits(network.call(golden.Tensor("input")), golden.Tensor("target"));
        loss.backward();

        Assert.Equal(golden.Number("loss_eval").GetDouble(), loss.ToDouble(), 1e-5);
        Gradients(golden, network, "evalmode.grad.");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_in_double_precision_equal_the_originals_in_double_precision(string name, string extension)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension).@double();
        network.train();

        var loss = nn.functional.binary_cross_entropy_with_logits(network.call(golden.Tensor("input").@double()), golden.Tensor("target").@double());
        loss.backward();

        Assert.Equal(golden.Number("loss_train_f64").GetDouble(), loss.ToDouble(), 1e-12);
        foreach (var (parameter, norm) in Norms(golden, "grad_norms_train_f64"))
            Assert.Equal(norm, network.get_parameter(parameter)!.grad!.norm().ToDouble(), 1e-9 * norm + 1e-14);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Three_steps_of_sgd_give_the_originals_losses(string name, string extension) =>
        Steps(name, extension, "losses_3_steps_sgd_lr0p05", parameters => optim.SGD(parameters, 0.05), 1e-5);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Three_steps_of_adamw_give_the_originals_losses(string name, string extension) =>
        Steps(name, extension, "losses_3_steps_adamw_lr1em4_wd0p01", parameters => optim.AdamW(parameters, 1e-4, weight_decay: 0.01), 1e-4);

    [Theory]
    [InlineData("official_full_tconv_3in_2cls.keys.txt", false)]
    [InlineData("official_full_bilinear_3in_2cls.keys.txt", true)]
    public void The_full_network_has_the_original_names_types_and_shapes(string file, bool bilinear)
    {
        using var network = new UNet(new UNetOptions(InputChannels: 3, Classes: 2, Bilinear: bilinear));

        var keys = network
            .state_dict()
            .Select(entry => $"{entry.Key}\t{entry.Value.dtype.ToString().ToLowerInvariant()}\t[{string.Join(", ", entry.Value.shape)}]");

        Assert.Equal(
            File.ReadAllLines(GoldenUNet.PathOf(file)).Where(line => !line.StartsWith('#')).Order(StringComparer.Ordinal),
            keys.Order(StringComparer.Ordinal)
        );
    }

    private static void Steps(string name, string extension, string key, Func<IEnumerable<Parameter>, optim.Optimizer> create, double tolerance)
    {
        using var golden = new GoldenUNet(name);
        using var network = golden.Network(extension);
        network.train();
        using var optimizer = create(network.parameters());
        foreach (var expected in golden.Number(key).EnumerateArray())
        {
            var loss = nn.functional.binary_cross_entropy_with_logits(network.call(golden.Tensor("input")), golden.Tensor("target"));
            Assert.Equal(expected.GetDouble(), loss.ToDouble(), tolerance);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    private static void Gradients(GoldenUNet golden, UNet network, string prefix)
    {
        foreach (var tensor in golden.Tensors.Where(tensor => tensor.StartsWith(prefix)))
        {
            var expected = golden.Tensor(tensor);
            Close(expected, network.get_parameter(tensor[prefix.Length..])!.grad!, 1e-3 * expected.abs().max().ToDouble() + 1e-7);
        }
    }

    private static IEnumerable<(string Parameter, double Norm)> Norms(GoldenUNet golden, string key) =>
        golden.Number(key).EnumerateObject().Select(entry => (entry.Name, entry.Value.GetDouble()));

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, tolerance);
    }
}
