using Backbones.NnUnet.Network;
using Backbones.NnUnet.Plans;
using DeferredSeg.Deferral.Losses;

namespace Backbones.NnUnet.Tests;

/// <summary>Tolerances are those of the golden files.</summary>
public sealed class NetworkGoldenTests : ScopedTensorTest
{
    public static TheoryData<string, string, string> Networks =>
        new()
        {
            { "plain2d", "2d", "safetensors" },
            { "plain2d", "2d", "pth" },
            { "resenc3d", "3d_fullres", "safetensors" },
            { "plain3d_oldplans", "3d_fullres", "safetensors" },
        };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Outputs_losses_and_gradients_equal_the_originals(string name, string configuration, string extension)
    {
        using var golden = new Golden($"networks/{name}/{name}", ".golden.safetensors");
        var (network, plan, dataset) = Golden.Network(name, configuration, extension);
        using var owned = network;
        network.train();
        var input = golden.Tensor("input").requires_grad_();

        var (_, logits) = network.Decode(network.Encode(input), deep: true);

        for (var i = 0; i < logits.Count; i++)
            Assert.InRange(Golden.Far(golden.Tensor($"out.ds{i}"), logits[i]), 0, 1e-4);
        var loss = new OverlapLoss(plan.BatchDice, dataset.Ignore);
        var total = DeepSupervision.Of(logits, Target(golden, dataset), (map, target) => loss.Of(map, target, dataset.Kind).Total);
        Assert.Equal(golden.Numbers.GetProperty("loss_total").GetDouble(), total.ToDouble(), 2e-5);
        total.backward();
        foreach (var gradient in golden.Names.Where(one => one.StartsWith("grad.") && one != "grad.input"))
        {
            var expected = golden.Tensor(gradient);
            Assert.InRange(Golden.Far(expected, network.get_parameter(gradient[5..])!.grad!), 0, 1e-3 * expected.abs().max().ToDouble() + 1e-7);
        }
        Assert.InRange(Golden.Far(golden.Tensor("grad.input"), input.grad!), 0, 1e-3 * golden.Tensor("grad.input").abs().max().ToDouble() + 1e-7);
        foreach (var zero in golden.Numbers.GetProperty("mathematically_zero_gradients").EnumerateArray())
            Assert.InRange(network.get_parameter(zero.GetString()!)!.grad!.abs().max().ToDouble(), 0, 1e-6);
        foreach (var none in golden.Numbers.GetProperty("params_without_gradient").EnumerateArray())
            Assert.Null(network.get_parameter(none.GetString()!)!.grad);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Four_steps_of_training_equal_the_originals(string name, string configuration, string extension)
    {
        using var golden = new Golden($"networks/{name}/{name}", ".golden.safetensors");
        var (network, plan, dataset) = Golden.Network(name, configuration, extension);
        using var owned = network;
        network.train();
        var loss = new OverlapLoss(plan.BatchDice, dataset.Ignore);
        using var optimizer = optim.SGD(network.parameters(), 0.01, momentum: 0.99, weight_decay: 3e-5, nesterov: true);

        foreach (var step in golden.Numbers.GetProperty("sgd_trainer_steps").EnumerateArray())
        {
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = step.GetProperty("lr").GetDouble();
            optimizer.zero_grad();
            var logits = network.Decode(network.Encode(golden.Tensor("input")), deep: true).Logits;
            var total = DeepSupervision.Of(logits, Target(golden, dataset), (map, target) => loss.Of(map, target, dataset.Kind).Total);
            Assert.Equal(step.GetProperty("loss").GetDouble(), total.ToDouble(), 1e-4);
            total.backward();
            nn.utils.clip_grad_norm_(network.parameters(), 12);
            optimizer.step();
        }

        foreach (var after in golden.Names.Where(one => one.StartsWith("after4.")))
            Assert.InRange(Golden.Far(golden.Tensor(after), network.get_parameter(after["after4.".Length..])!), 0, 1e-4);
    }

    [Theory]
    [InlineData("plain2d")]
    [InlineData("resenc3d")]
    [InlineData("plain3d_oldplans")]
    public void Names_of_small_networks_are_the_originals(string name)
    {
        var (network, _, _) = Golden.Network(name, name == "plain2d" ? "2d" : "3d_fullres");
        using var owned = network;

        var lines = File.ReadAllLines(Golden.PathOf($"networks/{name}/{name}.weights.keys.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .ToList();

        Assert.Equal(
            lines.Select(line => line[0]).Order(StringComparer.Ordinal),
            network.state_dict().Keys.SelectMany(CheckpointNames.All).Order(StringComparer.Ordinal)
        );
        Assert.All(lines, line => Assert.Equal(line.Length > 3 ? line[3].Trim().TrimStart('=').Trim() : line[0], CheckpointNames.First(line[0])));
        // The order of parameters is that of the optimizer's state.
        Assert.Equal(lines.Where(line => line.Length < 4).Select(line => line[0]), network.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void Networks_of_all_plans_have_the_originals_counts_and_parameters()
    {
        using var all = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Golden.PathOf("official_keys/official_keys.json")));
        foreach (var one in all.RootElement.GetProperty("nets").EnumerateObject())
        {
            var parts = one.Name.Split("__");
            var plan = PlansFile.Read(Golden.PathOf($"plans/{parts[0]}/{parts[1]}.json")).Configuration(parts[2]).Network;
            var dataset = DatasetLabels.Read(Golden.PathOf($"plans/{parts[0]}/dataset.json"));
            var channels = one.Value.GetProperty("input_channels").GetInt32();
            if (one.Value.GetProperty("n_parameters").GetInt64() > 12_000_000)
                continue;
            using var network = new SegmentationNetwork(plan, channels, dataset.Heads.Count);
            Assert.Equal(one.Value.GetProperty("heads").GetInt32(), dataset.Heads.Count);
            Assert.Equal(one.Value.GetProperty("n_unique").GetInt32(), network.named_parameters().Count());
            Assert.Equal(one.Value.GetProperty("n_keys").GetInt32(), network.state_dict().Keys.Sum(key => CheckpointNames.All(key).Count));
            Assert.Equal(one.Value.GetProperty("n_parameters").GetInt64(), network.parameters().Sum(parameter => parameter.numel()));
        }
    }

    [Fact]
    public void Fresh_weights_follow_from_the_seed_and_residual_branches_begin_at_zero()
    {
        var plan = PlansFile.Read(Golden.PathOf("networks/resenc3d/plans.json")).Configuration("3d_fullres").Network;
        manual_seed(3);
        using var first = new SegmentationNetwork(plan, 2, 3);
        manual_seed(3);
        using var second = new SegmentationNetwork(plan, 2, 3);

        foreach (var (name, parameter) in first.named_parameters())
        {
            Assert.Equal(0, Golden.Far(parameter, second.get_parameter(name)!));
            if (name.Contains("conv2.norm") || name.EndsWith(".bias"))
                Assert.Equal(0, parameter.abs().max().ToDouble());
        }
        // He: a variance of 2 / ((1 + 0.01²) · fan-in).
        var weight = first.get_parameter("encoder.stages.2.blocks.1.conv1.conv.weight")!;
        Assert.Equal(Math.Sqrt(2 / (1.0001 * 12 * 27)), weight.std().ToDouble(), 0.1 * Math.Sqrt(2.0 / (12 * 27)));
    }

    /// <summary>Regions have none here: the labels as they are.</summary>
    private static Tensor Target(Golden golden, DatasetLabels dataset)
    {
        Assert.Equal(ClassKind.Exclusive, dataset.Kind);
        return golden.Tensor("target.ds0").to(ScalarType.Int64);
    }
}
