using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;
using DeferredSeg.Engine.Weights;
using Microsoft.Extensions.Configuration;

namespace Backbones.NnUnet.Tests;

/// <summary>From an image as its file has it to a segmentation on its own voxels.</summary>
public sealed class InferenceGoldenTests : ScopedTensorTest
{
    public static ISegmentorBackbone Open(string model, params (string Key, string Value)[] options) =>
        new NnUnetFactory().Create(
            new(new ConfigurationBuilder().AddInMemoryCollection(options.ToDictionary(one => one.Key, one => (string?)one.Value)).Build(), CPU)
            {
                Model = new(Golden.PathOf(model + "/plans.json"), new string('0', 64)) { Weights = new WeightReader() },
            }
        );

    public static TheoryData<string> Cases => new() { "e2e_3d_aniso_transposed", "e2e_2d_slices" };

    [Fact]
    public void Tiles_begin_where_the_originals_do()
    {
        using var golden = new Golden("inference/sliding_window/sliding_window");
        foreach (var one in golden.Numbers.GetProperty("steps").EnumerateArray())
        {
            var (image, tile, step) = (
                Golden.Ints(one.GetProperty("image")),
                Golden.Ints(one.GetProperty("tile")),
                one.GetProperty("tile_step_size").GetDouble()
            );
            Assert.Equal(
                one.GetProperty("steps").EnumerateArray().Select(Golden.Ints),
                image.Select((size, axis) => TileRun.Starts(size, tile[axis], step).ToArray())
            );
        }
        foreach (var one in golden.Numbers.GetProperty("mirror_axes_to_flip_dimensions_of_bcxyz").EnumerateObject())
        {
            int[] axes = [.. one.Name.Where(char.IsDigit).Select(digit => digit - '0')];
            Assert.Equal(one.Value.EnumerateArray().Select(Golden.Ints), TileRun.Flips(axes).Select(flip => flip.Select(axis => axis + 2).ToArray()));
        }
    }

    [Fact]
    public void Weights_of_tiles_equal_the_originals()
    {
        using var golden = new Golden("inference/sliding_window/sliding_window");
        foreach (var name in golden.Names)
        {
            var parts = name.Split('.');
            int[] patch = [.. parts[1].Split('x').Select(int.Parse)];
            var (type, tolerance) = parts[2] switch
            {
                "float16" => (ScalarType.Float16, 0.0),
                "float32" => (ScalarType.Float32, 1e-6),
                _ => (ScalarType.Float64, 1e-12),
            };
            var largest = golden.Tensor(name).max().to(ScalarType.Float64).ToDouble();
            Assert.InRange(Golden.Far(golden.Tensor(name), TileWeightMap.Gaussian(patch, largest, type)), 0, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cases_are_segmented_as_by_the_original_in_single_precision(string name)
    {
        using var golden = new Golden($"inference/{name}/{name}", ".golden.safetensors");
        using var backbone = Open($"inference/{name}/model");
        var preparation = (ICasePreparation)backbone;
        var image = new CaseVolume(golden.Tensor("raw_image"), Golden.Doubles(golden.Numbers.GetProperty("raw_spacing")));

        using var prepared = preparation.Prepare(image);
        using var maps = VolumeSegmentation.Run(new DeferredSystem(backbone, null, CPU), preparation, ((ITiling)backbone).Tiles, () => image, name);

        Assert.InRange(Golden.Far(golden.Tensor("pre.data"), prepared.Image), 0, 1e-4);
        var logits = TileRun.Run(prepared.Image, ((ITiling)backbone).Tiles, tile => Logits(backbone, tile));
        Assert.InRange(Golden.Far(golden.Tensor("logits_f32acc"), logits), 0, 1e-3);
        Assert.InRange(Different(golden.Tensor("segmentation_f32acc"), maps), 0, 2);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cases_are_segmented_as_by_the_original_in_half_precision(string name)
    {
        using var golden = new Golden($"inference/{name}/{name}", ".golden.safetensors");
        using var backbone = Open($"inference/{name}/model", ("sums", "float16"));
        var image = new CaseVolume(golden.Tensor("raw_image"), Golden.Doubles(golden.Numbers.GetProperty("raw_spacing")));

        using var maps = VolumeSegmentation.Run(
            new DeferredSystem(backbone, null, CPU),
            (ICasePreparation)backbone,
            ((ITiling)backbone).Tiles,
            () => image,
            name
        );

        Assert.InRange(Different(golden.Tensor("segmentation"), maps), 0, 1);
        var probabilities = maps.Logits.to(ScalarType.Float32).softmax(0);
        // One step of half precision in a logit.
        Assert.InRange(Golden.Far(golden.Tensor("probabilities"), probabilities), 0, 2e-3);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tiles_without_mirrors_and_of_single_folds_equal_the_originals(string name)
    {
        using var golden = new Golden($"inference/{name}/{name}", ".golden.safetensors");
        (string Name, (string, string)[] Options)[] kinds =
        [
            ("logits_no_mirroring", [("mirroring", "false")]),
            ("logits_no_mirroring_no_gaussian", [("mirroring", "false"), ("weights", "flat")]),
            ("logits_fold0", [("folds:0", "0")]),
            ("logits_fold1", [("folds:0", "1")]),
        ];
        foreach (var (kind, options) in kinds.Where(one => golden.Has(one.Name)))
        {
            using var backbone = Open($"inference/{name}/model", [("sums", "float16"), .. options]);
            var logits = TileRun.Run(golden.Tensor("pre.data"), ((ITiling)backbone).Tiles, tile => Logits(backbone, tile)).to(ScalarType.Float32);
            var members = logits.shape[0] / golden.Tensor(kind).shape[0];
            var mean = (members == 1 ? logits : logits.view([members, -1, .. logits.shape[1..]]).mean([0L])).to(ScalarType.Float16);
            Assert.InRange(Golden.Far(golden.Tensor(kind), mean), 0, 2.0 / 128);
        }
    }

    private static Tensor Logits(ISegmentorBackbone backbone, Tensor tile)
    {
        using var embedding = backbone.Encode(tile, EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);
        return (output.Extras.GetValueOrDefault(SegmentationOutput.Members) ?? output.Logits).alias();
    }

    private static long Different(Tensor expected, VolumeMaps maps) => maps.Logits.argmax(0).ne(expected.to(ScalarType.Int64)).sum().ToInt64();
}
