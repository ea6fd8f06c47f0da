using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class WholeVolumesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WholeVolumesTests()
    {
        Write("images/v1.nii", i => i);
        Write("labels/v1.nii", i => i % 7 == 0 ? 1 : 0);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VolumeAxis.Z, 5, 3, 4, new[] { 3.0, 2, 1 })]
    [InlineData(VolumeAxis.Y, 3, 5, 4, new[] { 2.0, 3, 1 })]
    [InlineData(VolumeAxis.X, 4, 5, 3, new[] { 1.0, 3, 2 })]
    public void A_volume_is_the_stack_of_its_slices_with_their_distance(VolumeAxis axis, int depth, int height, int width, double[] spacing)
    {
        var settings = Settings(axis) with { Volumes = new(axis, SliceChoice.WithForeground, 3) };
        var slices = DatasetOpening.Open(WholeVolumes.Of(settings));

        var volumes = new WholeVolumes(slices);

        Assert.Equal("v1", volumes.Cases.Single().Id);
        var one = volumes.Load("v1");
        Assert.Equal((depth, height, width), (one.Grid.Depth, one.Grid.Height, one.Grid.Width));
        Assert.Equal(spacing, one.Info.Geometry.Spacing!);
        Assert.Equal(Enumerable.Range(0, depth).SelectMany(z => slices.Load($"v1/{z:000}").Image), one.Image);
        Assert.Equal(Array.ConvertAll(one.Image, value => (byte)(value % 7 == 0 ? 1 : 0)), one.Gold!.Values);
        Assert.Equal(one.Slices![1].Id, volumes.Load("v1/001").Info.Id);
    }

    /// <summary>In-plane sizes are the preparation's; slices stay as many. A truth goes the same way.</summary>
    [Fact]
    public void Each_slice_of_a_volume_is_resized_alike()
    {
        var volumes = new WholeVolumes(DatasetOpening.Open(Settings(VolumeAxis.Z)));
        var input = new InputRule { Channels = 1, SpatialAxes = 3 };
        PreparedCases Prepared(PreparationSettings settings) => new(volumes, volumes.Cases, settings, input, new CaseReferences(volumes));
        var whole = Prepared(new(Intensity: IntensityRule.None)).Get(0, GeometricVariant.None);
        var doubled = Prepared(new(Size: [6, 8], Resize: ResizeMethod.Nearest, Intensity: IntensityRule.None)).Get(0, GeometricVariant.None);

        Assert.Equal((5, 3, 4), (whole.Grid.Depth, whole.Grid.Height, whole.Grid.Width));
        Assert.Equal((5, 6, 8), (doubled.Grid.Depth, doubled.Grid.Height, doubled.Grid.Width));
        for (var voxel = 0; voxel < 240; voxel++)
        {
            var from = voxel / 48 * 12 + voxel / 8 % 6 / 2 * 4 + voxel % 8 / 2;
            Assert.Equal(whole.Image[from], doubled.Image[voxel]);
            Assert.Equal(whole.Reference.Values[from], doubled.Reference.Values[voxel]);
        }
        Assert.Equal(whole.Reference.Values, doubled.Placement!.ToNative(doubled.Reference).Values);
    }

    private DatasetSettings Settings(VolumeAxis axis) => new(DatasetSource.Volumes, _folder.Path, Volumes: new(axis));

    private void Write(string name, Func<int, int> value)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NiftiWriter.Write(
            path,
            new TensorInfo("v", TensorDType.Float32, 5, 3, 4),
            new VolumeGeometry([1, 2, 3]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(Enumerable.Range(0, 60).Select(i => (float)value(i)).ToArray().AsSpan()))
        );
    }
}
