using DeferredSeg.Abstractions.Backbones;

namespace Wrappers.Passes.Tests;

public sealed class TestTimeTests : ScopedTensorTest
{
    [Fact]
    public void Four_passes_are_the_mean_and_spread_of_the_mirrored_images()
    {
        using var network = Networks.UNet(1);
        using var wrapped = Networks.TestTime(network);
        var images = rand(2, 1, 6, 8);

        var passes = stack((
                (long[][])
                    [
                        [],
                        [-1],
                        [-2],
                        [-2, -1],
                    ]
            ).Select(axes => Mirrored(Probability(network, Mirrored(images, axes)), axes)).ToArray());

        Same(passes, Networks.Answer(wrapped, images));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(6, 8)]
    public void Eight_passes_are_all_symmetries_of_the_square(int height, int width)
    {
        using var network = Networks.UNet(2);
        using var wrapped = Networks.TestTime(network, "dihedral");
        var images = rand(1, 1, height, width);

        var passes = new List<Tensor>();
        for (var turns = 0; turns < 4; turns++)
        {
            passes.Add(Probability(network, images.rot90(turns, (-2, -1))).rot90(-turns, (-2, -1)));
            passes.Add(Probability(network, images.flip(-1).rot90(turns, (-2, -1))).rot90(-turns, (-2, -1)).flip(-1));
        }

        Same(stack(passes), Networks.Answer(wrapped, images));
    }

    [Fact]
    public void Exclusive_classes_are_averaged_after_their_softmax()
    {
        using var network = Networks.UNet(3, ("classes", "3"), ("classKind", "exclusive"));
        using var wrapped = Networks.TestTime(network);
        var images = rand(1, 1, 8, 8);

        var passes = stack((
                (long[][])
                    [
                        [],
                        [-1],
                        [-2],
                        [-2, -1],
                    ]
            ).Select(axes => Mirrored(Networks.Answer(network, Mirrored(images, axes)).Logits.softmax(1), axes)).ToArray());
        var output = Networks.Answer(wrapped, images);

        Assert.True(output.Logits.softmax(1).allclose(passes.mean([0]), 0, 1e-5));
        Assert.True(output.Extras["spread"].allclose(passes.std(0, unbiased: false), 0, 1e-5));
    }

    [Fact]
    public void Features_are_turned_back_and_averaged()
    {
        using var network = Networks.UNet(4);
        using var wrapped = Networks.TestTime(network);
        var images = rand(1, 1, 8, 8);

        var features = stack((
                (long[][])
                    [
                        [],
                        [-1],
                        [-2],
                        [-2, -1],
                    ]
            ).Select(axes => Mirrored(Networks.Answer(network, Mirrored(images, axes)).Features!, axes)).ToArray());

        Assert.Equal(4, wrapped.Describe().DecoderChannels);
        Assert.True(Networks.Answer(wrapped, images).Features!.allclose(features.mean([0]), 0, 1e-5));
    }

    [Theory]
    [InlineData("flips")]
    [InlineData("dihedral")]
    public void A_network_that_looks_at_each_pixel_alone_has_no_spread(string symmetries)
    {
        var network = new GivenNetwork((images, _) => images * 3 - 1);
        using var wrapped = Networks.TestTime(network, symmetries);
        var images = randn(2, 1, 5, 7);

        var output = Networks.Answer(wrapped, images);

        Assert.InRange(output.Extras["spread"].max().ToSingle(), 0, 1e-12f);
        Assert.True(output.Logits.allclose(images * 3 - 1, 0, 1e-5));
    }

    [Fact]
    public void Boxes_points_and_coarse_masks_are_turned_with_the_image()
    {
        // Foreground exactly in the box, and its mask must lie on the image's bright pixels: else the passes differ.
        var network = new GivenNetwork(
            (images, prompts) =>
            {
                var (height, width) = (images.shape[2], images.shape[3]);
                var (x, y) = (arange(width).view(1, 1, 1, -1), arange(height).view(1, 1, -1, 1));
                Tensor Side(int i) => prompts.Boxes!.select(1, i).view(-1, 1, 1, 1);
                var inside = x.ge(Side(0)) & x.le(Side(2)) & y.ge(Side(1)) & y.le(Side(3));
                var point = prompts.Points!.select(1, 0);
                var at = x.eq(point.select(1, 0).view(-1, 1, 1, 1)) & y.eq(point.select(1, 1).view(-1, 1, 1, 1));
                return inside.to(ScalarType.Float32) * 4 + at.to(ScalarType.Float32) + prompts.Masks! + images;
            }
        )
        {
            Description = GivenNetwork.Plain with { Prompts = PromptKinds.Box | PromptKinds.Points | PromptKinds.Mask },
        };
        using var wrapped = Networks.TestTime(network, "dihedral");
        var images = rand(2, 1, 5, 7);
        var prompts = new PromptBatch
        {
            ImageIndex = [1, 0, 1],
            Boxes = tensor(new float[] { 0, 0, 2, 1, 3, 2, 6, 4, 1, 1, 1, 3 }, [3, 4]),
            Points = tensor(new float[] { 6, 0, 2, 3, 0, 4 }, [3, 1, 2]),
            PointLabels = ones(3, 1, ScalarType.Int64),
            Masks = rand(3, 1, 5, 7),
        };

        var (alone, output) = (Networks.Answer(network, images, prompts), Networks.Answer(wrapped, images, prompts));

        Assert.InRange(output.Extras["spread"].max().ToSingle(), 0, 1e-12f);
        Assert.True(output.Logits.allclose(alone.Logits, 0, 1e-5));
    }

    [Fact]
    public void The_embedding_of_a_network_without_prompts_is_what_it_says()
    {
        using var network = Networks.UNet(5);
        using var wrapped = Networks.TestTime(network);
        using var embedding = wrapped.Encode(rand(2, 1, 8, 8), EncodeRequest.None);

        Assert.Equal(["answer", "features", "mean", "spread"], embedding.Names.Order());
        Assert.All(embedding.Names, name => Assert.False(embedding[name].requires_grad));
    }

    [Fact]
    public void Quarter_turns_of_the_only_size_of_a_network_are_refused_where_it_is_not_square()
    {
        var network = new GivenNetwork((images, _) => images)
        {
            Description = GivenNetwork.Plain with
            {
                Input = new() { Channels = 1, FixedSizes = [4, 6] },
            },
        };

        var error = Assert.Throws<ArgumentException>(() => Networks.TestTime(network, "dihedral"));

        Assert.Contains("4 by 6", error.Message);
        Assert.Contains("expected flips", error.Message);
        using var flips = Networks.TestTime(network);
        Assert.Equal([4, 6], flips.Describe().Input.FixedSizes);
    }

    [Fact]
    public void Volumes_are_refused()
    {
        var network = new GivenNetwork((images, _) => images)
        {
            Description = GivenNetwork.Plain with
            {
                Input = new() { Channels = 1, SpatialAxes = 3 },
            },
        };

        Assert.Contains("two axes", Assert.Throws<ArgumentException>(() => Networks.TestTime(network)).Message);
    }

    private static void Same(Tensor passes, SegmentationOutput output)
    {
        Assert.True(output.Logits.sigmoid().allclose(passes.mean([0]), 0, 1e-5));
        Assert.True(output.Extras["spread"].allclose(passes.std(0, unbiased: false), 0, 1e-5));
        Assert.True(output.Extras["spread"].max().ToSingle() > 1e-4);
    }

    private static Tensor Probability(ISegmentorBackbone network, Tensor images) => Networks.Answer(network, images).Logits.sigmoid();

    private static Tensor Mirrored(Tensor maps, long[] axes) => axes.Length == 0 ? maps : maps.flip(axes);
}
