using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteVolumeTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    // Along X, Y and Z.
    private static readonly int[] _size = [20, 24, 16];

    private static readonly VolumeGeometry _geometry = new(
        [0.75, 1.5, 2.25],
        [0, -1.5, 0, 12.5, 0.75, 0, 0, -7.25, 0, 0, 2.25, 33, 0, 0, 0, 1],
        AffineSource.Sform,
        2
    );

    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData("z", "scan.nii.gz")]
    [InlineData("y", "scan.nii")]
    [InlineData("x", "scan.nii.gz")]
    public void A_volume_comes_back_in_its_own_voxels_and_geometry(string axis, string name)
    {
        var random = new Random(_images.Seed);
        float[] voxels = [.. Enumerable.Range(0, _size[0] * _size[1] * _size[2]).Select(i => (float)(Math.Sin(i * 0.013) + random.NextDouble()))];
        var volume = Write(name, voxels);
        var across = "xyz".IndexOf(axis, StringComparison.Ordinal);
        var (rows, columns) = across switch
        {
            0 => (2, 1),
            1 => (2, 0),
            _ => (1, 0),
        };
        int Voxel(int slice, int row, int column)
        {
            var place = new int[3];
            (place[across], place[rows], place[columns]) = (slice, row, column);
            return place[0] + _size[0] * (place[1] + _size[1] * place[2]);
        }
        for (var slice = 0; slice < _size[across]; slice++)
            _images.Array(
                $"slices/{slice:000}.npy",
                _size[rows],
                _size[columns],
                [.. Enumerable.Range(0, _size[rows] * _size[columns]).Select(i => voxels[Voxel(slice, i / _size[columns], i % _size[columns])])]
            );
        var configuration = _images.Configuration(
            "some",
            json => json["dataset"] = JsonNode.Parse($$"""{ "preparation": { "intensity": "none" }, "volumes": { "axis": "{{axis}}" } }""")
        );

        var summary = _images.Route(configuration, "routed", volume, "--budget", "0.2");
        _images.Route(configuration, "apart", Path.Combine(_images.Folder, "slices"), "--budget", "0.2");

        var one = summary.GetProperty("cases")[0];
        Assert.Equal(
            ("scan", _size[across], true),
            (one.GetProperty("case").GetString(), one.GetProperty("slices").GetInt32(), one.GetProperty("complete").GetBoolean())
        );
        foreach (var map in new[] { "system", "model", "routing", "deferral", "expert-1", "expert-2" })
        {
            var file = $"routed/scan/{map}{name["scan".Length..]}";
            using (var result = NiftiFile.Open(Path.Combine(_images.Folder, file)))
            {
                Assert.Equal(_size.Select(size => (long)size), result.Header.Size.Take(3));
                Assert.Equal(_geometry.Spacing, result.Header.Geometry.Spacing);
                Assert.Equal(_geometry.Affine, result.Header.Geometry.Affine);
                Assert.Equal((AffineSource.Sform, 2), (result.Header.Geometry.Source, result.Header.Geometry.Space));
            }
            var values = _images.Read(file);
            for (var slice = 0; slice < _size[across]; slice++)
            {
                var plane = _images.Read($"apart/{slice:000}/{map}.npy");
                for (var i = 0; i < plane.Length; i++)
                    Assert.True(
                        plane[i] == values[Voxel(slice, i / _size[columns], i % _size[columns])],
                        $"seed {_images.Seed}, {map}, slice {slice}, pixel {i}"
                    );
            }
        }
        var regions = one.GetProperty("regions").EnumerateArray().ToArray();
        Assert.Equal(_size[across] * (_size[rows] * _size[columns] / 5), regions.Sum(region => region.GetProperty("pixels").GetInt32()));
        Assert.Equal(Enumerable.Range(0, _size[across]), regions.Select(region => region.GetProperty("slice").GetInt32()).Distinct().Order());
    }

    [Fact]
    public void A_volume_that_is_resampled_comes_back_in_its_own_voxels_by_the_nearest()
    {
        // Constant along all axes but X: whatever is resampled, the result is the same in every row.
        float[] voxels = [.. Enumerable.Range(0, _size[0] * _size[1] * _size[2]).Select(i => i % _size[0] < 10 ? 0f : 1)];
        var volume = Write("scan.nii", voxels);
        var configuration = _images.Configuration("second", json => json["dataset"] = JsonNode.Parse("""{ "volumes": { "spacing": 1.5 } }"""));

        var summary = _images.Route(configuration, "routed", volume);

        Assert.Equal(24, summary.GetProperty("cases")[0].GetProperty("slices").GetInt32());
        var routing = _images.Read("routed/scan/routing.nii");
        Assert.Equal(voxels.Length, routing.Length);
        Assert.All(routing, channel => Assert.Equal(2, channel));
    }

    [Fact]
    public void A_dataset_of_volumes_is_measured_and_slices_that_it_leaves_out_hold_0()
    {
        var random = new Random(_images.Seed);
        float[] truth = [.. Enumerable.Range(0, _size[0] * _size[1] * _size[2]).Select(i => i / _size[0] / _size[1] % 4 == 1 ? random.Next(2) : 0f)];
        Write("set/images/v.nii.gz", [.. truth.Select(_ => (float)random.NextDouble())]);
        Write("set/labels/v.nii.gz", truth);
        var configuration = _images.Configuration(
            "second",
            json =>
            {
                json["experts"]![1] = JsonNode.Parse("""{ "name": "second", "source": "oracle" }""");
                json["dataset"] = JsonNode.Parse("""{ "volumes": { "slices": "withForeground" } }""");
            }
        );

        var summary = _images.Route(configuration, "routed", Path.Combine(_images.Folder, "set"));

        var one = summary.GetProperty("cases")[0];
        Assert.Equal(
            (4, 1.0, 4),
            (one.GetProperty("slices").GetInt32(), one.GetProperty("systemDice").GetDouble(), one.GetProperty("experts")[1].GetProperty("questions").GetInt32())
        );
        Assert.Equal(truth.Select(value => (double)value), _images.Read("routed/v/system.nii.gz"));
        Assert.Equal(Enumerable.Range(0, truth.Length).Select(i => i / _size[0] / _size[1] % 4 == 1 ? 2.0 : 0), _images.Read("routed/v/routing.nii.gz"));
    }

    [Fact]
    public void A_damaged_volume_is_told_with_exit_code_4()
    {
        var volume = Write("scan.nii", new float[_size[0] * _size[1] * _size[2]]);
        File.WriteAllBytes(volume, File.ReadAllBytes(volume)[..^100]);

        var run = ProgramRun.Of("route", "--untrained", "--config", _images.Configuration(), volume, "--output", Path.Combine(_images.Folder, "routed"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("scan.nii", run.Error);
    }

    /// <summary>Programs that read the qform and programs that read the sform both find results where they find the image.</summary>
    [Fact]
    public void Results_carry_both_forms_of_a_header_in_which_they_lie_apart_and_that_is_told()
    {
        float[] voxels = [.. Enumerable.Range(0, _size[0] * _size[1] * _size[2]).Select(i => MathF.Sin(i * 0.1f))];
        double[] qform = [0.75, 0, 0, 4, 0, 1.5, 0, 5, 0, 0, 2.25, 6, 0, 0, 0, 1];
        var volume = Write("scan.nii.gz", voxels, _geometry with { Qform = qform, QformSpace = 1 });

        var summary = _images.Route(_images.Configuration("some"), "routed", volume, "--budget", "0.2");

        Assert.Contains("qform and sform lie apart; the sform counts", summary.GetProperty("cases")[0].GetProperty("note").GetString());
        foreach (var map in new[] { "system", "deferral" })
        {
            using var result = NiftiFile.Open(Path.Combine(_images.Folder, $"routed/scan/{map}.nii.gz"));
            var geometry = result.Header.Geometry;
            Assert.Equal(_geometry.Affine, geometry.Affine);
            Assert.Equal(qform, geometry.Qform);
            Assert.Equal((2, 1), (geometry.Space, geometry.QformSpace));
        }
    }

    private string Write(string name, float[] voxels, VolumeGeometry? geometry = null)
    {
        var path = _images.Path(name);
        NiftiWriter.Write(
            path,
            new TensorInfo("scan", TensorDType.Float32, _size[2], _size[1], _size[0]),
            geometry ?? _geometry,
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(voxels.AsSpan()))
        );
        return path;
    }
}
