using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Volumes from training to routing: what a run measures of a volume is what routing gives it.</summary>
public sealed class VolumeRunTests : IDisposable
{
    private const int Depth = 9;
    private const int Height = 12;
    private const int Width = 14;

    private readonly string _folder = Directory.CreateTempSubdirectory("volumes").FullName;

    public VolumeRunTests()
    {
        for (var i = 0; i < 4; i++)
        {
            var centre = (4 + i % 2, 5, 5 + i);
            float Ball(int voxel)
            {
                var (z, y, x) = (voxel / (Height * Width), voxel / Width % Height, voxel % Width);
                return 2 * Square(z - centre.Item1) + Square(y - centre.Item2) + Square(x - centre.Item3) <= 12 ? 1 : 0;
            }
            Write($"images/v{i}.nii", voxel => 100 * Ball(voxel) + voxel * 7 % 13);
            Write($"labels/v{i}.nii", Ball);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A network of three axes; and one of two that is decided on volume by volume, with slices left out of its training.</summary>
    [Theory]
    [InlineData("""{ "width": 2, "depth": 1, "axes": 3 }""", "1", false)]
    [InlineData("""{ "width": 2, "depth": 1 }""", "2", true)]
    public void What_is_measured_of_a_volume_is_what_it_is_routed_as(string options, string every, bool isFlat)
    {
        var configuration = Path.Combine(_folder, "run.json");
        File.WriteAllText(
            configuration,
            $$"""
            {
              "dataset": { "folder": "{{_folder}}", "volumes": { "every": {{every}}, "cases": "volumes" }, "split": { "validation": 0.25, "test": 0.25 } },
              "backbone": { "id": "UNet", "options": {{options}} },
              "head": { "id": "RoutingChannels" },
              "experts": [ { "name": "one", "source": "synthetic" }, { "name": "two", "source": "oracle" } ],
              "training": { {{(isFlat ? "" : "\"patch\": [8, 8, 8],")}} "epochs": 1, "learningRate": 0.02, "accumulation": 1 },
              "routing": { "budget": 0.1, "minimumRegion": 3, "fillHoles": 2 },
              "run": { "folder": "{{Path.Combine(_folder, "run")}}" },
              "evaluation": { "budgets": [] }
            }
            """
        );
        Succeeds("train", "--config", configuration);
        Succeeds("evaluate", Path.Combine(_folder, "run"), "--no-report", "--output", Path.Combine(_folder, "measured"));
        Succeeds("route", "--run", Path.Combine(_folder, "run"), "--part", "test", "--output", Path.Combine(_folder, "routed"));

        var routed = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "routed", "summary.json")))!["cases"]!.AsArray().Single()!;
        Assert.Equal(Depth, routed["slices"]!.GetValue<int>());
        Assert.Equal(routed["modelDice"]!.GetValue<double>(), Measured(routed, "model", "dice"), 1e-12);
        Assert.Equal(routed["systemDice"]!.GetValue<double>(), Measured(routed, "routing", "dice"), 1e-12);
        Assert.Equal(1 - routed["coverage"]!.GetValue<double>(), Measured(routed, "routing", "deferred"), 1e-12);
        // Of the volume's voxels, and no slice by itself.
        Assert.InRange(1 - routed["coverage"]!.GetValue<double>(), 0, 0.1);
        using var written = NiftiFile.Open(Path.Combine(_folder, "routed", routed["case"]!.GetValue<string>(), "routing.nii"));
        Assert.Equal([Depth, Height, Width], written.Array.Shape.ToArray());
        Assert.Contains("HD95", File.ReadAllText(Path.Combine(_folder, "measured", "results.md")));
    }

    [Fact]
    public void What_volumes_cannot_be_put_through_is_told()
    {
        var run = ProgramRun.Of(Network("""{ "options": { "axes": 3, "depth": 2 } }""", """{ "patch": [8, 8, 3] }"""));
        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("training:patch is 8 by 8 by 3", run.Error);
        run = ProgramRun.Of(Network("""{ "options": { "axes": 2 } }""", """{ "patch": [8, 8, 8] }"""));
        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("takes images; leave it out", run.Error);
    }

    private string[] Network(string backbone, string training)
    {
        var file = Path.Combine(_folder, "wrong.json");
        File.WriteAllText(
            file,
            $$"""
            { "dataset": { "folder": "{{_folder}}" }, "experts": [ { "source": "oracle" } ], "head": { "id": "RoutingChannels" },
              "run": { "folder": "{{Path.Combine(_folder, "wrong")}}" }, "training": {{training}}, "backbone": { "id": "UNet", {{backbone.TrimStart(
                '{',
                ' '
            )}} }
            """
        );
        return ["train", "--config", file];
    }

    private double Measured(JsonNode routed, string policy, string number)
    {
        var rows = File.ReadAllLines(Path.Combine(_folder, "measured", "cases.csv")).Select(line => line.Split(',')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);
        var row = rows.Single(one =>
            one[Column("case")] == routed["case"]!.GetValue<string>()
            && one[Column("policy")] == policy
            && one[Column("budget")].Length == 0
            && one[Column("to")].Length == 0
            && one[Column("match")] == "own"
        );
        return double.Parse(row[Column(number)], CultureInfo.InvariantCulture);
    }

    private static void Succeeds(params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
    }

    private static float Square(int value) => value * value;

    private void Write(string name, Func<int, float> value)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NiftiWriter.Write(
            path,
            new TensorInfo("v", TensorDType.Float32, Depth, Height, Width),
            new VolumeGeometry([1, 1, 2]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(Enumerable.Range(0, Depth * Height * Width).Select(value).ToArray().AsSpan()))
        );
    }
}
