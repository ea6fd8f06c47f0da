using Backbones.Sam2.Tests;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Shared.Prompted;
using VerifyXunit;

namespace Modules.SafeClick.Tests;

/// <summary>SafeClick between the steps of prompted networks.</summary>
public sealed class WrapperTests : ScopedTensorTest
{
    public static TheoryData<Network> All => [Network.Sam2, Network.MedSam];

    [Theory]
    [MemberData(nameof(All))]
    public void At_the_identity_start_answers_are_the_networks_bit_for_bit_whatever_the_prompt(Network network)
    {
        using var inner = SmallNetworks.Of(network);
        using var wrapped = Networks.Around(inner, Networks.Options with { Start = SafeClickStart.Identity });
        using var frozen = no_grad();
        var images = randn(2, 3, 32, 64);

        foreach (var prompts in Prompts())
        {
            using var embedding = inner.Encode(images, EncodeRequest.None);
            using var expected = inner.Decode(embedding, prompts);
            using var own = wrapped.Encode(images, EncodeRequest.None);
            using var found = wrapped.Decode(own, prompts);

            Same(expected.Logits, found.Logits);
            Same(expected.Features!, found.Features!);
            foreach (var (name, extra) in expected.Extras)
                Same(extra, found.Extras[name]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Experts_change_masks_and_features_and_leave_scores(Network network)
    {
        using var inner = SmallNetworks.Of(network);
        using var wrapped = Networks.Around(inner);
        Networks.Say(wrapped);
        using var frozen = no_grad();
        var images = randn(2, 3, 32, 64);
        var prompts = Prompts().Last();

        using var embedding = inner.Encode(images, EncodeRequest.None);
        using var expected = inner.Decode(embedding, prompts);
        using var own = wrapped.Encode(images, EncodeRequest.None);
        using var found = wrapped.Decode(own, prompts);

        Assert.True((expected.Logits - found.Logits).abs().max().ToDouble() > 1e-3);
        Same(expected.Extras["iou"], found.Extras["iou"]);
    }

    [Fact]
    public void A_normed_image_before_the_enlargement_gives_the_masks_of_the_original_SAM_2()
    {
        using var inner = GoldenSam2.Backbone("tiny21", options => options with { StabilityFallback = false });
        using var wrapped = Networks.Around(inner, new(Heads: 4));
        using var frozen = no_grad();
        foreach (var (name, parameter) in wrapped.Module.named_parameters().Where(entry => entry.name.StartsWith("safeclick.crl.norm.")))
            parameter.copy_(GoldenSam2.Tensor("tiny21", name.EndsWith("weight") ? "insert.norm_weight" : "insert.norm_bias"));
        var prompts = GoldenPrompts.Of("tiny21", "point") with { AllHypotheses = true };

        using var embedding = wrapped.Encode(GoldenSam2.Images("tiny21")[..1], EncodeRequest.None);
        using var tokens = wrapped.EncodePrompts(embedding, prompts);
        using var mixed = wrapped.Mix(embedding, prompts, tokens);
        using var output = wrapped.Project(embedding, prompts, mixed);
        using var single = wrapped.Project(embedding, prompts with { AllHypotheses = false }, mixed);

        GoldenSam2.Close("tiny21", "insert.x_enhanced", mixed.Image, GoldenSam2.DecoderTolerance);
        var masks = cat([single.Extras["low_res_logits"], output.Extras["low_res_logits"]], 1);
        GoldenSam2.Close("tiny21", "insert.all_masks", masks, GoldenSam2.DecoderTolerance);
        GoldenSam2.Close("tiny21", "insert.object_score", output.Extras["object_score"], GoldenSam2.DecoderTolerance);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Alone_it_trains_nothing_but_itself_and_together_what_the_network_would(Network network)
    {
        using var inner = SmallNetworks.Of(network);
        var own = inner.Module.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => "network." + entry.name).ToList();
        Assert.NotEmpty(own);

        using (var together = Networks.Around(inner, Networks.Options with { Trains = SafeClickTraining.Together }))
        {
            Assert.Equal(own.Order(), Trained(together).Where(name => name.StartsWith("network.")).Order());
            Assert.Equal(inner.Describe().FrozenParts.Select(part => "network." + part), together.Describe().FrozenParts);
        }
        using var alone = Networks.Around(inner);
        Assert.All(Trained(alone), name => Assert.StartsWith("safeclick.", name));
        Assert.Equal(["network."], alone.Describe().FrozenParts);

        static List<string> Trained(SafeClickBackbone wrapped) =>
            [.. wrapped.Module.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name)];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Weights_come_back_from_a_file_under_names_of_both(Network network)
    {
        using var first = SmallNetworks.Of(network);
        using var second = SmallNetworks.Of(network);
        using var written = Networks.Around(first);
        using var read = Networks.Around(second);
        Networks.Say(written);
        var path = Path.GetTempFileName();
        try
        {
            ModuleWeights.Save(written.Module, path);
            using var file = DeferredSeg.Formats.Safetensors.SafetensorsFile.Open(path);
            ModuleWeights.Load(read.Module, file);
        }
        finally
        {
            File.Delete(path);
        }

        using var frozen = no_grad();
        var images = randn(1, 3, 32, 32);
        Same(Logits(written, images), Logits(read, images));
        Assert.Contains("safeclick.e1.attn.q_proj.weight", read.Module.state_dict().Keys);
        Assert.Contains(read.Module.state_dict().Keys, name => name.StartsWith("network.image_encoder."));
    }

    [Fact]
    public void Networks_outlive_what_is_around_them()
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        using var frozen = no_grad();
        var images = randn(1, 3, 32, 32);
        var before = Logits(inner, images);

        Networks.Around(inner).Dispose();

        Same(before, Logits(inner, images));
    }

    [Theory]
    [InlineData(null, BlockCounting.FromOne, "block1")]
    [InlineData(null, BlockCounting.FromZero, "block2")]
    [InlineData("block3", BlockCounting.FromOne, "block3")]
    public void The_intermediate_map_is_that_of_the_block_in_the_middle(string? named, BlockCounting counting, string expected)
    {
        using var inner = SmallNetworks.Of(Network.MedSam);

        var place = SafeClickPlace.In(inner, Networks.Options with { Intermediate = named, Counting = counting });

        Assert.Equal(expected, place.Intermediate!.Name);
        Assert.Equal("image_embedding", place.Embedding.Name);
        Assert.Equal(1, place.Stride);
    }

    [Fact]
    public void A_map_that_is_asked_for_besides_is_there_under_its_name()
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        using var wrapped = Networks.Around(inner);
        using var frozen = no_grad();

        using var embedding = wrapped.Encode(randn(1, 3, 32, 32), new(["block1", "block0"]));

        Assert.Equal(["block0", "block1", "image_embedding", "safeclick_intermediate"], embedding.Names.Order());
        Same(embedding["block1"], embedding["safeclick_intermediate"]);
    }

    [Theory]
    [InlineData("heads", "heads is 3, and the embedding of MedSam has 16 channels")]
    [InlineData("map", "intermediate is 'block9'")]
    [InlineData("network", "the network Plain has none; expected such as MedSam or Sam2")]
    public void What_does_not_fit_is_refused_with_what_would(string what, string expected)
    {
        using var inner = SmallNetworks.Of(Network.MedSam);
        var options = what switch
        {
            "heads" => Networks.Options with { Heads = 3 },
            "map" => Networks.Options with { Intermediate = "block9" },
            _ => Networks.Options,
        };

        var error = Assert.Throws<ArgumentException>(() => SafeClickBackbone.Of(what == "network" ? new Plain() : inner, options, CPU));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public Task The_names_shapes_and_trained_parts_of_a_wrapped_network()
    {
        using var inner = SmallNetworks.Of(Network.Sam2);
        using var wrapped = Networks.Around(inner);
        var description = wrapped.Describe();
        return Verifier.Verify(
            string.Join(
                '\n',
                [
                    $"{description.Id}: {description.Prompts}, features {description.DecoderChannels}, frozen {string.Join(", ", description.FrozenParts)}",
                    .. wrapped
                        .Module.state_dict()
                        .Where(entry => entry.Key.StartsWith("safeclick."))
                        .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"),
                ]
            )
        );
    }

    private static IEnumerable<PromptBatch> Prompts() =>
        [
            PromptBatch.None,
            new() { Boxes = tensor(new float[] { 2, 3, 20, 25, 5, 1, 30, 12 }).view(2, 4) },
            new()
            {
                ImageIndex = [1, 1, 0],
                Points = rand(3, 2, 2) * 30,
                PointLabels = tensor(new long[] { 1, 0, 1, -1, 0, 1 }).view(3, 2),
            },
        ];

    private static Tensor Logits(ISegmentorBackbone network, Tensor images)
    {
        using var embedding = network.Encode(images, EncodeRequest.None);
        using var output = network.Decode(embedding, PromptBatch.None);
        return output.Logits.clone();
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.contiguous().data<float>().ToArray(), actual.contiguous().data<float>().ToArray());
    }

    private sealed class Plain : ISegmentorBackbone
    {
        public BackboneDescription Describe() =>
            new()
            {
                Id = "Plain",
                Version = "1.0.0",
                Input = new() { Channels = 3 },
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                DecoderChannels = null,
                IsBatchIndependent = true,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => throw new NotSupportedException();

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public void Dispose() { }
    }
}
