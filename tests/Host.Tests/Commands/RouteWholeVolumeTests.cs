using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Folders that nnU-Net trained, named by --model: from NIfTI files to labels on the same voxels.</summary>
public sealed class RouteWholeVolumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nnunet").FullName;

    private string Model => Path.Combine(_folder, "model");

    public RouteWholeVolumeTests()
    {
        var from = Path.GetDirectoryName(GoldenFiles.Of("nnunet/model", "plans.json"))!;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(Model, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    [Fact]
    public void A_case_of_two_channels_is_labelled_as_by_the_original_on_its_own_voxels()
    {
        var geometry = Images();

        var run = Route(Path.Combine(_folder, "case_0001.nii"));

        Assert.True(run.ExitCode == 0, run.Error);
        using var golden = SafetensorsFile.Open(GoldenFiles.Of("nnunet", "e2e_3d_aniso_transposed.golden.safetensors"));
        var expected = new byte[34 * 38 * 12];
        golden.Read("segmentation_f32acc", expected);
        using var written = NiftiFile.Open(Path.Combine(_folder, "out", "case", "model.nii"));
        Assert.Equal([34L, 38, 12], written.Array.Shape.ToArray());
        var found = new byte[expected.Length];
        written.Read(written.Array.Name, found);
        Assert.InRange(expected.Zip(found).Count(pair => pair.First != pair.Second), 0, 2);
        Assert.Equal(geometry.Affine, written.Header.Geometry.Affine);
        Assert.Equal(geometry.Spacing, written.Header.Geometry.Spacing);
        Assert.Contains("\"tumour\"", File.ReadAllText(Path.Combine(_folder, "out", "summary.json")));
    }

    [Fact]
    public void A_folder_that_is_not_whole_is_told_in_one_sentence()
    {
        Images();
        File.Delete(Path.Combine(Model, "fold_1", "checkpoint_final.pth"));
        var run = Route(Path.Combine(_folder, "case_0000.nii"));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("checkpoint_final.pth is not there; expected the weights of the fold", run.Error);

        File.Delete(Path.Combine(Model, "dataset.json"));
        Assert.Contains("dataset.json is not there", Route(Path.Combine(_folder, "case_0000.nii")).Error);

        File.Delete(Path.Combine(Model, "plans.json"));
        Assert.Contains("plans.json", Route(Path.Combine(_folder, "case_0000.nii")).Error);
    }

    [Fact]
    public void A_case_with_too_few_channels_is_refused_alone()
    {
        Images();
        File.Delete(Path.Combine(_folder, "case_0001.nii"));

        var run = Route(Path.Combine(_folder, "case_0000.nii"));

        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Contains("takes 2 channels, and the image [1, 34, 38, 12] has 1", run.Error);
    }

    [Fact]
    public void Voxels_are_routed_and_a_budget_is_a_share_of_the_volume()
    {
        Images();
        var configuration = Path.Combine(_folder, "route.json");
        File.WriteAllText(
            configuration,
            $$"""
            {
              "backbone": { "id": "NnUnet", "model": "{{Model}}", "options": { "folds": ["0"] } },
              "head": { "id": "RoutingChannels" },
              "experts": [ { "name": "one", "source": "constant" }, { "name": "two", "source": "constant" } ],
              "routing": { "budget": 0.1 }
            }
            """
        );

        var run = ProgramRun.Of(
            "route",
            "--config",
            configuration,
            "--untrained",
            Path.Combine(_folder, "case_0000.nii"),
            "--output",
            Path.Combine(_folder, "out")
        );

        Assert.True(run.ExitCode == 0, run.Error);
        using var written = NiftiFile.Open(Path.Combine(_folder, "out", "case", "routing.nii"));
        var channels = new byte[34 * 38 * 12];
        written.Read(written.Array.Name, channels);
        Assert.Equal(channels.Length / 10, channels.Count(channel => channel > 0));
        Assert.True(channels.Chunk(38 * 12).Select(slice => slice.Count(channel => channel > 0)).Distinct().Count() > 5);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ProgramRun Route(string image) => ProgramRun.Of("route", "--model", Model, image, "--output", Path.Combine(_folder, "out"));

    private VolumeGeometry Images()
    {
        using var golden = SafetensorsFile.Open(GoldenFiles.Of("nnunet", "e2e_3d_aniso_transposed.golden.safetensors"));
        var values = new byte[2 * 34 * 38 * 12 * sizeof(float)];
        golden.Read("raw_image", values);
        // The array's axes are Z, Y and X of the file; its spacing is 1, 1.1 and 5 mm.
        VolumeGeometry geometry = new([5, 1.1f, 1], [-5, 0, 0, 10, 0, 1.1f, 0, -20, 0, 0, 1, 30, 0, 0, 0, 1]);
        for (var channel = 0; channel < 2; channel++)
            NiftiWriter.Write(
                Path.Combine(_folder, $"case_000{channel}.nii"),
                new TensorInfo("volume", TensorDType.Float32, 34, 38, 12),
                geometry,
                (_, stream) => stream.Write(values.AsSpan(channel * values.Length / 2, values.Length / 2))
            );
        return geometry;
    }
}
