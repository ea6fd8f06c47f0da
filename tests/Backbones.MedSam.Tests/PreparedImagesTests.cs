using System.Runtime.InteropServices;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace Backbones.MedSam.Tests;

/// <summary>Files through the host's pipeline with the intensity <c>backbone</c>, bit for bit what the library makes of their samples.</summary>
public sealed class PreparedImagesTests : ScopedTensorTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deferredseg-medsam-");
    private readonly MedSamBackbone _backbone;

    // After the tensors that live already were counted.
    public PreparedImagesTests() => _backbone = new(SmallNetwork.Options);

    public override void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
        base.Dispose();
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(1, 16)]
    [InlineData(3, 16)]
    [InlineData(4, 16)]
    public void A_picture_is_prepared_as_its_samples_are(int channels, int depth)
    {
        var (height, width, size) = Sizes();
        var most = (1 << depth) - 1;
        var samples = randint(0, most + 1, [channels, height, width], dtype: ScalarType.Int32);
        if (channels is 2 or 4)
            samples[channels - 1].fill_(most);
        var file = Picture("a.png", samples, depth);

        var prepared = Prepare(file, size);

        Same(MedSamImage.Prepare(depth == 8 ? samples.to(ScalarType.Byte) : samples, size[0], size[1]), prepared.Image);
        // What people see does not follow from the network's rule.
        Assert.Equal(Prepare(file, size, IntensityRule.MinMaxImage).Shown.Values, prepared.Shown.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_array_of_real_numbers_is_not_cut_to_whole_ones(int channels)
    {
        var (height, width, size) = Sizes();
        var values = randn([channels, height, width]).mul(1000);
        var file = Path.Combine(_folder.FullName, "a.npy");
        NumpyWriter.WriteArray(file, new TensorInfo("image", TensorDType.Float32, channels, height, width), (_, stream) => stream.Write(values.bytes));

        var prepared = Prepare(file, size);

        Same(MedSamImage.Prepare(values, size[0], size[1]), prepared.Image);
        Assert.Equal(Prepare(file, size, IntensityRule.MinMaxImage).Shown.Values, prepared.Shown.Values);
    }

    [Fact]
    public void A_slice_of_a_volume_has_its_own_least_and_largest_value()
    {
        var (height, width, size) = Sizes();
        var voxels = rand([3, height, width]).mul(tensor(new float[] { 10, 500, 2000 }).view(3, 1, 1)).sub(300);
        var file = Path.Combine(_folder.FullName, "a.nii.gz");
        NiftiWriter.Write(file, new TensorInfo("v", TensorDType.Float32, 3, height, width), new([1, 1, 1]), (_, stream) => stream.Write(voxels.bytes));
        var images = new ImageFiles([file]);

        foreach (var (one, slice) in images.Cases.Select((one, slice) => (one, slice)))
            Same(MedSamImage.Prepare(voxels[slice].unsqueeze(0), size[0], size[1]), Preparation(size).Prepare(images.Load(one.Id)).Image);
    }

    [Fact]
    public void Cases_of_a_dataset_are_cropped_before_and_turned_afterwards()
    {
        var (height, width) = (30, 44);
        var samples = randint(0, 256, [3, height, width], dtype: ScalarType.Int32);
        var (view, mask) = (zeros([1, height, width], ScalarType.Int32), randint(0, 2, [1, height, width], dtype: ScalarType.Int32).mul(255));
        view[0, 4..21, 9..40].fill_(255);
        Picture("images/a.png", samples, 8);
        Picture("fov/a.png", view, 8);
        Picture("masks/a.png", mask, 8);
        var dataset = DatasetOpening.Open(new DatasetSettings(Folder: _folder.FullName));
        var cases = new PreparedCases(
            dataset,
            dataset.Cases,
            new([24, 32], IntensityRule.Backbone, CropToFieldOfView: true),
            _backbone.Describe().Input,
            new(dataset),
            null,
            _backbone
        );
        var expected = MedSamImage.Prepare(samples.to(ScalarType.Byte)[.., 4..21, 9..40], 24, 32);

        Same(expected, cases.Get(0, GeometricVariant.None).Image);
        Same(expected.flip(3).rot90(1, (2, 3)), cases.Get(0, new(1, true)).Image);
        Assert.Equal((24, 32), (cases.Get(0, GeometricVariant.None).Reference.Height, cases.Get(0, GeometricVariant.None).Reference.Width));
        Assert.Equal(height * width * 3, cases.Native(0).Shown.Values.Length);
    }

    [Fact]
    public void Without_a_size_the_images_own_is_rounded_to_patches()
    {
        var samples = randint(0, 256, [1, 37, 61], dtype: ScalarType.Int32);

        Same(MedSamImage.Prepare(samples.to(ScalarType.Byte), 40, 64), Prepare(Picture("a.png", samples, 8), []).Image);
    }

    private (int Height, int Width, int[] Size) Sizes()
    {
        var random = new Random(Seed);
        return (random.Next(5, 60), random.Next(5, 60), [8 * random.Next(1, 8), 8 * random.Next(1, 8)]);
    }

    private ImagePreparation Preparation(int[] size, IntensityRule rule = IntensityRule.Backbone) =>
        new(new(size, rule), _backbone.Describe().Input, _backbone);

    private PreparedImage Prepare(string file, int[] size, IntensityRule rule = IntensityRule.Backbone)
    {
        var images = new ImageFiles([file]);
        return Preparation(size, rule).Prepare(images.Load(images.Cases[0].Id));
    }

    private string Picture(string name, Tensor samples, int depth)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        ImageFile.Write(
            file,
            new(
                (int)samples.shape[1],
                (int)samples.shape[2],
                (int)samples.shape[0],
                depth,
                [.. samples.permute(1, 2, 0).contiguous().data<int>().ToArray().Select(value => (ushort)value)]
            )
        );
        return file;
    }

    private void Same(Tensor expected, float[] found) =>
        Assert.True(
            MemoryMarshal.AsBytes(expected.contiguous().data<float>().ToArray().AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(found.AsSpan())),
            $"seed {Seed}"
        );
}
