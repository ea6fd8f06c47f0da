using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class VolumeDatasetTests : IDisposable
{
    private static readonly int[] _size = [4, 3, 5];

    private readonly TemporaryFolder _folder = new();

    public VolumeDatasetTests()
    {
        Write("images/v1.nii.gz", _size, i => i);
        Write("labels/v1.nii.gz", _size, i => i is >= 24 and < 30 ? 1 : 0);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VolumeAxis.Z, 5, 3, 4, 2.0, 1.0)]
    [InlineData(VolumeAxis.Y, 3, 5, 4, 3.0, 1.0)]
    [InlineData(VolumeAxis.X, 4, 5, 3, 3.0, 2.0)]
    public void Slices_across_any_axis_are_the_voxels_that_lie_there(
        VolumeAxis axis,
        int slices,
        int height,
        int width,
        double rowSpacing,
        double columnSpacing
    )
    {
        var dataset = Open(new(Axis: axis));
        Assert.Equal(slices, dataset.Cases.Count);
        for (var slice = 0; slice < slices; slice++)
        {
            var one = dataset.Load($"v1/{slice:000}");
            Assert.Equal((height, width), (one.Height, one.Width));
            Assert.Equal([rowSpacing, columnSpacing], one.Info.Geometry.Spacing!);
            for (var pixel = 0; pixel < height * width; pixel++)
            {
                var (row, column) = (pixel / width, pixel % width);
                var (x, y, z) = axis switch
                {
                    VolumeAxis.Z => (column, row, slice),
                    VolumeAxis.Y => (column, slice, row),
                    _ => (slice, column, row),
                };
                var index = x + 4 * (y + 3 * z);
                Assert.Equal(index, one.Image[pixel]);
                Assert.Equal(index is >= 24 and < 30 ? 1 : 0, one.Gold!.Values[pixel]);
            }
        }
    }

    [Fact]
    public void Slices_may_be_chosen()
    {
        Assert.Equal(["v1/002"], Open(new(Slices: SliceChoice.WithForeground)).Cases.Select(one => one.Id));
        Assert.Equal(["v1/000", "v1/003"], Open(new(Every: 3)).Cases.Select(one => one.Id));
    }

    [Fact]
    public void Volumes_are_resampled_to_equal_steps_and_labels_stay_labels()
    {
        var dataset = Open(new(Spacing: 1));
        Assert.Equal(15, dataset.Cases.Count);
        var one = dataset.Load("v1/007");
        Assert.Equal((6, 4), (one.Height, one.Width));
        Assert.Equal([1.0, 1.0], one.Info.Geometry.Spacing!);
        Assert.Contains((byte)1, one.Gold!.Values);
        // Slice 7 of 15 lies in the middle of slice 2 of 5; row 0 is a quarter of a step above the centre of the first.
        Assert.Equal([24f, 25f, 26f, 27f], one.Image[..4]);
        Assert.Equal(25, one.Image[4 * 1 + 0], 1e-4);
        // The centre of the first voxel moved by half the difference of the steps: 0.5 mm along Y, 1 mm along Z.
        Assert.Equal([-0.5, -1.0], [one.Info.Geometry.Affine![7], one.Info.Geometry.Affine[11]]);
    }

    [Fact]
    public void Whole_volumes_set_the_range()
    {
        var dataset = Open(new());
        var cases = new PreparedCases(dataset, dataset.Cases, new(), new InputRule { Channels = 1 }, new(dataset));
        var image = cases.Get(2, GeometricVariant.None).Image;
        for (var i = 0; i < 12; i++)
            Assert.Equal((24 + i) / 59.0, image[i], 1e-6);
    }

    [Fact]
    public void Other_sizes_series_and_missing_masks_are_named_or_handled()
    {
        Write("rater1/v1.nii.gz", [4, 3, 4], _ => 0);
        var error = Assert.Throws<ImageFileException>(() => Open(new(), ["rater1"]).Raters!.Find("v1/000", "rater1"));
        Assert.Contains(
            "4 x 3 x 4 voxels of 1 x 2 x 3 mm from (0, 0, 0) on, which by the affines are not those of its image; expected 4 x 3 x 5 voxels",
            error.Message
        );
        File.Delete(Path.Combine(_folder.Path, "rater1/v1.nii.gz"));
        Assert.Equal(RaterMaskStatus.Missing, Open(new(), ["rater1"]).Raters!.Find("v1/000", "rater1").Status);
        _folder.Text("rater1/v1.declined", "");
        Assert.Equal(RaterMaskStatus.Declined, Open(new(), ["rater1"]).Raters!.Find("v1/000", "rater1").Status);
        Assert.Contains("Did you mean 'v1/000'", Assert.Throws<ArgumentException>(() => Open(new()).Load("v1/00")).Message);
        _folder.Text("images/v2.nii.gz", "no volume");
        Assert.Contains("v2.nii.gz", Assert.Throws<ImageFileException>(() => Open(new())).Message);
    }

    private IDataset Open(VolumeSettings volumes, IReadOnlyList<string>? raters = null) =>
        DatasetOpening.Open(new(Folder: _folder.Path, Volumes: volumes, Raters: raters));

    private void Write(string file, int[] size, Func<int, float> value)
    {
        var path = Path.Combine(_folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        float[] values = [.. Enumerable.Range(0, size[0] * size[1] * size[2]).Select(value)];
        NiftiWriter.Write(
            path,
            new TensorInfo("v", TensorDType.Float32, size[2], size[1], size[0]),
            new([1, 2, 3], [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes<float>(values))
        );
    }
}
