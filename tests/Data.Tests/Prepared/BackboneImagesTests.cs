using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.Tests.Datasets;
using DeferredSeg.Formats.Tensors;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Data.Tests.Prepared;

/// <summary>Which image a backbone is handed when it prepares images itself, and what is refused.</summary>
public sealed class BackboneImagesTests : IDisposable
{
    private static readonly InputRule _five = new() { Channels = 5, SizeMultiple = 4 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 8, torch.ScalarType.Byte)]
    [InlineData(4, 8, torch.ScalarType.Byte)]
    [InlineData(1, 16, torch.ScalarType.Int32)]
    [InlineData(3, 16, torch.ScalarType.Int32)]
    public void Pictures_are_handed_over_in_their_own_samples(int channels, int depth, torch.ScalarType type)
    {
        var (seed, most) = (TestSeed.Value, (1 << depth) - 1);
        var random = new Random(seed);
        ushort[] samples =
        [
            .. Enumerable.Range(0, 6 * 9 * channels).Select(i => (ushort)(channels == 4 && i % 4 == 3 || i < 2 ? most : random.Next(most + 1))),
        ];
        _folder.Png("a.png", 6, 9, i => samples[i], channels, depth);

        var (backbone, prepared) = Prepare("a.png", new([8, 12], IntensityRule.Backbone));

        var planes = channels == 4 ? 3 : channels;
        Assert.Equal((type, 8, 12), (backbone.Type, backbone.Height, backbone.Width));
        Assert.Equal([planes, 6, 9], backbone.Shape);
        Assert.True(Enumerable.Range(0, planes * 54).Select(i => (double)samples[i % 54 * channels + i / 54]).SequenceEqual(backbone.Values), $"seed {seed}");
        // The network's five channels come from the backbone alone; people see the picture's own.
        Assert.Equal(Enumerable.Range(0, 5 * 96).Select(i => (float)i), prepared.Image);
        Assert.Equal(planes * 96, prepared.Shown.Values.Length);
    }

    [Fact]
    public void Other_values_stay_real_and_are_mended_and_cropped_before()
    {
        float[] values =
        [
            .. Enumerable
                .Range(0, 48)
                .Select(i =>
                    i == 19 ? float.NaN
                    : i == 0 ? float.PositiveInfinity
                    : i * 0.37f - 5
                ),
        ];
        _folder.Npy("images/a.npy", TensorDType.Float32, [6, 8], MemoryMarshal.AsBytes<float>(values).ToArray());
        _folder.Png("fov/a.png", 6, 8, i => (ushort)(i / 8 is >= 2 and < 5 && i % 8 is >= 1 and < 7 ? 255 : 0));
        var one = DatasetOpening.Open(new DatasetSettings(Folder: _folder.Path)).Load("a");
        var settings = new PreparationSettings([4], IntensityRule.Backbone, CropToFieldOfView: true);
        var backbone = new Recorded();

        new ImagePreparation(settings with { NotFinite = NotFiniteRule.Zero }, _five, backbone).Prepare(one);

        Assert.Equal((torch.ScalarType.Float32, 4, 4), (backbone.Type, backbone.Height, backbone.Width));
        Assert.Equal([1, 3, 6], backbone.Shape);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (i / 6 + 2) * 8 + i % 6 + 1).Select(i => i == 19 ? 0 : (double)(i * 0.37f - 5)), backbone.Values);
        Assert.Contains("NaN at row 0, column 2", Assert.Throws<DatasetException>(() => new ImagePreparation(settings, _five, backbone).Prepare(one)).Message);
    }

    [Fact]
    public void What_cannot_be_done_is_said_before_and_what_is_refused_names_the_case()
    {
        _folder.Png("a.png", 4, 4, i => (ushort)i);

        Assert.Contains(
            "no network here that prepares images itself",
            Assert.Throws<DatasetException>(() => new ImagePreparation(new(Intensity: IntensityRule.Backbone), _five)).Message
        );
        Assert.Contains(
            "leave resize out",
            Assert
                .Throws<DatasetException>(() => new ImagePreparation(new(Intensity: IntensityRule.Backbone, Resize: ResizeMethod.Box), _five, new Recorded()))
                .Message
        );
        Assert.Contains("takes 5 channels", Assert.Throws<DatasetException>(() => Prepare("a.png", new())).Message);
        Assert.Contains("multiples of 4", Assert.Throws<DatasetException>(() => Prepare("a.png", new([10], IntensityRule.Backbone))).Message);
        var refused = Assert.Throws<DatasetException>(() => Prepare("a.png", new([4], IntensityRule.Backbone), "Too dark.")).Message;
        Assert.Contains("'a' cannot be prepared: Too dark.", refused);
    }

    [Theory]
    [InlineData("unit", "bilinear", true)]
    [InlineData("unit", null, true)]
    [InlineData(null, null, true)]
    [InlineData("backbone", null, true)]
    [InlineData("backbone", "bilinear", false)]
    [InlineData("backbone", "nearest", false)]
    public void Resizing_is_set_beside_the_hosts_rules_alone(string? intensity, string? resize, bool isRight)
    {
        var entries = new Dictionary<string, string?> { ["intensity"] = intensity, ["resize"] = resize }.Where(entry => entry.Value is not null);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(entries).Build();

        if (isRight)
            Assert.Equal(intensity == "backbone" ? null : ResizeMethod.Bilinear, OptionReader.Read<PreparationSettings>(configuration).WithDefaults().Resize);
        else
            Assert.Contains(
                $"resize is {resize} and intensity is backbone",
                Assert.Throws<OptionException>(() => OptionReader.Read<PreparationSettings>(configuration)).Message
            );
    }

    [Fact]
    public void A_default_that_is_written_down_changes_nothing() =>
        Assert.Equal(new PreparationSettings(Resize: ResizeMethod.Bilinear), new PreparationSettings().WithDefaults());

    private (Recorded Backbone, PreparedImage Prepared) Prepare(string file, PreparationSettings settings, string? refusal = null)
    {
        var (images, backbone) = (new ImageFiles([Path.Combine(_folder.Path, file)]), new Recorded(refusal));
        return (backbone, new ImagePreparation(settings, _five, backbone).Prepare(images.Load(images.Cases[0].Id)));
    }

    /// <summary>Keeps what it is handed, and gives 0, 1, 2 and so on.</summary>
    private sealed class Recorded(string? refusal = null) : IImagePreprocessing
    {
        public torch.ScalarType Type { get; private set; }

        public long[] Shape { get; private set; } = [];

        public double[] Values { get; private set; } = [];

        public int Height { get; private set; }

        public int Width { get; private set; }

        public torch.Tensor Preprocess(torch.Tensor image, int height, int width)
        {
            if (refusal is not null)
                throw new ArgumentException(refusal);
            using var values = image.to(torch.ScalarType.Float64).contiguous();
            (Type, Shape, Values, Height, Width) = (image.dtype, image.shape, values.data<double>().ToArray(), height, width);
            return torch.arange(5 * height * width, dtype: torch.ScalarType.Float32).reshape(1, 5, height, width);
        }
    }
}
