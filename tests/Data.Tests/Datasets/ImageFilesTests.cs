using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class ImageFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_folders_become_cases_in_the_order_of_their_names()
    {
        Picture("in/b.png", 2, 3, 1);
        Picture("in/sub/a.png", 2, 3, 3);
        Picture("in/out/a/system.png", 2, 3, 1);
        Volume("in/v.nii.gz", [4, 3, 2]);
        Picture("single.png", 5, 4, 1);

        var files = new ImageFiles([Path("in"), Path("single.png")], null, Path("in/out"));

        Assert.Equal(["b", "single", "sub/a", "v/000", "v/001"], files.Cases.Select(one => one.Id));
        Assert.Equal((Path("single.png"), 5, 4), (files.FileOf("single"), files.Load("single").Height, files.Load("single").Width));
        Assert.Equal((3, 255), (files.Load("sub/a").Channels, files.Load("sub/a").FullScale!.Value));
        Assert.Equal(new VolumeSlice("v", Path("in/v.nii.gz"), 1), files.SliceOf("v/001"));
        Assert.Null(files.SliceOf("b"));
        Assert.Equal(Enumerable.Range(12, 12).Select(i => (float)i), files.Load("v/001").Image);
        Assert.Equal("v", files.Cases[^1].Patient);
        Assert.Contains("Did you mean 'single'?", Assert.Throws<ArgumentException>(() => files.Load("singel")).Message);
    }

    [Fact]
    public void Slices_go_back_to_the_voxels_that_they_came_from_across_any_axis_and_after_resampling()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            int[] size = [random.Next(1, 7), random.Next(1, 7), random.Next(1, 7)];
            var file = Volume($"v{round}.nii", size);
            var axis = (VolumeAxis)random.Next(3);
            var grid = VolumeGrid.Of(file, new(axis));
            var files = new ImageFiles([file], new(axis));
            Assert.Equal(size[(int)axis], grid.Slices);
            var there = random.Next(grid.Slices);
            var slices = files.Cases.Select((one, slice) => (slice, files.Load(one.Id).Image)).ToDictionary(one => one.slice, one => one.Image);

            Assert.True(
                grid.ToFile(slices, -1f).SequenceEqual(Enumerable.Range(0, size[0] * size[1] * size[2]).Select(i => (float)i)),
                $"seed {seed}, round {round}"
            );
            slices.Remove(there);
            Assert.Equal(size[0] * size[1] * size[2] / size[(int)axis], grid.ToFile(slices, -1f).Count(value => value == -1));

            // Twice as fine along all axes (the spacing is 1, 2, 3): of each resampled voxel the file takes the one beneath its centre.
            var fine = VolumeGrid.Of(file, new(axis, Spacing: 0.5));
            int[] finer = [2 * size[0], 4 * size[1], 6 * size[2]];
            int[] strides = [1, finer[0], finer[0] * finer[1]];
            var (rows, columns) = axis switch
            {
                VolumeAxis.X => (2, 1),
                VolumeAxis.Y => (2, 0),
                _ => (1, 0),
            };
            var planes = Enumerable
                .Range(0, finer[(int)axis])
                .ToDictionary(
                    slice => slice,
                    slice =>
                        Enumerable
                            .Range(0, finer[rows] * finer[columns])
                            .Select(i => slice * strides[(int)axis] + i / finer[columns] * strides[rows] + i % finer[columns] * strides[columns])
                            .ToArray()
                );
            var back = fine.ToFile(planes, -1);
            for (var i = 0; i < back.Length; i++)
            {
                var (x, y, z) = (i % size[0], i / size[0] % size[1], i / size[0] / size[1]);
                Assert.True(back[i] == (2 * x + 1) + finer[0] * (4 * y + 2 + finer[1] * (6 * z + 3)), $"seed {seed}, round {round}, voxel {i}");
            }
        }
    }

    [Fact]
    public void An_image_is_prepared_alike_with_and_without_a_truth()
    {
        Picture("set/images/a.png", 30, 41, 1);
        Directory.CreateDirectory(Path("set/masks"));
        ImageFile.Write(Path("set/masks/a.png"), new(30, 41, 1, 8, [.. Enumerable.Range(0, 30 * 41).Select(i => (ushort)(i % 3 == 0 ? 255 : 0))]));
        var dataset = DatasetOpening.Open(new(Folder: Path("set")));
        var (settings, rule) = (new PreparationSettings([16, 24], IntensityRule.ZScore), new InputRule { Channels = 3, SizeMultiple = 8 });

        var with = new PreparedCases(dataset, dataset.Cases, settings, rule, new(dataset)).Get(0, GeometricVariant.None);
        var without = new ImagePreparation(settings, rule).Prepare(new ImageFiles([Path("set/images/a.png")]).Load("a"));

        Assert.Equal(with.Image, without.Image);
        Assert.Equal(with.Shown.Values, without.Shown.Values);
        Assert.Equal(with.Placement, without.Placement);
        Assert.Equal((30, 41), (new ImagePreparation(settings, rule).ShowWhole(dataset.Load("a")).Height, without.Placement.NativeWidth));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    private void Picture(string name, int height, int width, int channels)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        ImageFile.Write(Path(name), new(height, width, channels, 8, [.. Enumerable.Range(0, height * width * channels).Select(i => (ushort)(i * 37 % 256))]));
    }

    private string Volume(string name, int[] size)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        float[] voxels = [.. Enumerable.Range(0, size[0] * size[1] * size[2]).Select(i => (float)i)];
        NiftiWriter.Write(
            Path(name),
            new TensorInfo("v", TensorDType.Float32, size[2], size[1], size[0]),
            new([1, 2, 3]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(voxels.AsSpan()))
        );
        return Path(name);
    }
}
