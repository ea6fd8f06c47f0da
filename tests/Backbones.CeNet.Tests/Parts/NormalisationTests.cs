using TorchSharp.Modules;

namespace Backbones.CeNet.Tests.Parts;

/// <summary>What stands below each root and how fast statistics move, which golden values of ordinary size cannot show.</summary>
public sealed class NormalisationTests : ScopedTensorTest
{
    private const double Deviation = 2e-3;

    [Fact]
    public void Layer_norms_of_blocks_and_stages_have_another_epsilon_than_those_of_patches_and_reductions()
    {
        using var network = new CeNet(Small.Options);
        using var frozen = no_grad();
        var seen = new Dictionary<double, int> { [1e-6] = 0, [1e-5] = 0 };

        foreach (var (name, module) in network.named_modules())
        {
            if (module is not LayerNorm norm)
                continue;
            var epsilon = name.Contains("patch_embed") || name.EndsWith(".attn.norm") ? 1e-5 : 1e-6;
            var width = norm.weight!.shape[0];
            var row = tensor(Enumerable.Range(0, (int)width).Select(i => (float)(i % 2 == 0 ? Deviation : -Deviation)).ToArray()).view(1, 1, width);

            var expected = Deviation / Math.Sqrt(Deviation * Deviation + epsilon);
            Assert.True(
                Math.Abs(norm.call(row).max().ToDouble() - expected) < 1e-4,
                $"{name} makes {Deviation} {norm.call(row).max().ToDouble()}; expected is {expected}."
            );
            seen[epsilon]++;
        }

        // Two a block and one a stage; one for each stage's patches and three for smaller keys.
        Assert.Equal((2 * 4 + 4, 4 + 3), (seen[1e-6], seen[1e-5]));
    }

    [Fact]
    public void Batch_norms_divide_by_the_root_of_a_hundred_thousandth_and_move_by_a_tenth()
    {
        using var network = new CeNet(Small.Options);
        using var frozen = no_grad();
        var seen = 0;

        foreach (var (name, module) in network.named_modules().Where(entry => entry.module is BatchNorm1d or BatchNorm2d))
        {
            var norm = (nn.Module<Tensor, Tensor>)module;
            var (mean, variance) = (norm.get_buffer("running_mean")!, norm.get_buffer("running_var")!);
            long[] size = module is BatchNorm1d ? [2, mean.shape[0]] : [2, mean.shape[0], 1, 1];
            norm.eval();
            variance.zero_();
            Close.To(full(size, (float)(1 / Math.Sqrt(1e-5))), norm.call(ones(size)), 0.01, name);
            norm.train();
            norm.call(ones(size) * 3);
            Close.To(full(mean.shape, 0.3f), mean, 1e-6, $"{name}'s mean");
            seen++;
        }

        Assert.Equal(network.state_dict().Keys.Count(name => name.EndsWith("running_mean")), seen);
    }

    [Fact]
    public void Layer_scales_start_at_a_millionth()
    {
        using var network = new CeNet(Small.Options);

        var scales = network.named_parameters().Where(entry => entry.name.Contains("layer_scale_")).ToList();

        Assert.Equal(8, scales.Count);
        Assert.All(scales, entry => Close.To(full(entry.parameter.shape, 1e-6f), entry.parameter, 0, entry.name));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.6)]
    public void The_share_of_skipped_branches_rises_evenly_from_nothing_at_the_first_block(double dropPath)
    {
        var options = Small.Options with { DropPath = dropPath, Pvt = Small.Options.Pvt! with { Depths = [2, 1, 2, 1], Reductions = [1, 1, 1, 1] } };
        using var network = new CeNet(options);
        using var frozen = no_grad();
        var blocks = network.named_modules().Where(entry => entry.module is PvtBlock).ToList();

        Assert.Equal(6, blocks.Count);
        foreach (var ((name, block), i) in blocks.Select((block, i) => (block, i)))
        {
            // The first branch is 1 everywhere and the second 0: what is added tells what a kept branch is multiplied by.
            foreach (var (part, value) in new[] { ("attn.proj.weight", 0), ("attn.proj.bias", 1), ("mlp.fc2.weight", 0), ("mlp.fc2.bias", 0) })
                block.get_parameter(part)!.fill_(value);
            block.train();
            var width = block.get_parameter("attn.proj.bias")!.shape[0];

            var added = ((nn.Module<Tensor, Tensor>)block).call(zeros(64, width, 1, 1)).amax([0]).max().ToDouble();

            Assert.True(Math.Abs(added - 1 / (1 - dropPath * i / 5)) < 1e-5, $"A kept branch of {name} is multiplied by {added} (seed {Seed}).");
        }
    }
}
