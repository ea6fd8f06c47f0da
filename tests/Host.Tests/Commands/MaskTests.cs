using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>What the values of masks mean and where their pixels lie, the same in every command.</summary>
public sealed class MaskTests : IDisposable
{
    private static readonly int[] _size = [20, 24, 3];

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A box of 6 x 10 x 1 voxels of 0.5 x 2 x 5 mm, in the middle slice alone, moved along an axis: 3 voxels, and 1 across slices.</summary>
    [Theory]
    [InlineData("x", 0.5, 1.5)]
    [InlineData("y", 0.7, 6)]
    [InlineData("z", 0, 5)]
    public void A_volume_is_measured_as_a_whole_in_the_millimetres_of_its_header(string axis, double dice, double hausdorff)
    {
        Box("truth.nii.gz", 4, 5, 1);
        Box("pred.nii", 4 + (axis == "x" ? 3 : 0), 5 + (axis == "y" ? 3 : 0), 1 + (axis == "z" ? 1 : 0));

        var numbers = Measured("--input", $"pred={At("pred.nii")}", $"truth={At("truth.nii.gz")}");

        Assert.Equal(dice, Dice(numbers), 1e-12);
        var surface = numbers.GetProperty("surface_mm");
        Assert.Equal(hausdorff, surface.GetProperty("hd").GetDouble(), 1e-6);
        Assert.Equal([5.0, 2, 0.5], surface.GetProperty("spacing").EnumerateArray().Select(one => one.GetDouble()));
        // All of it is surface: one slice thick.
        Assert.Equal(60, surface.GetProperty("n_surface_truth").GetInt32());
    }

    [Fact]
    public void One_place_that_is_stored_mirrored_has_dice_1_and_another_is_refused()
    {
        Box("truth.nii.gz", 4, 5, 1);
        var mirrored = new VolumeGeometry([0.5, 2, 5], [-0.5, 0, 0, 9.5, 0, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1]);
        Box("mirrored.nii.gz", 20 - 6 - 4, 5, 1, mirrored);
        var run = Run("metrics", "--input", $"pred={At("mirrored.nii.gz")}", $"truth={At("truth.nii.gz")}", "--format", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using (var json = JsonDocument.Parse(run.Output))
        {
            Assert.Equal(1, Dice(json.RootElement.GetProperty("overlap_and_surface").GetProperty("case")));
            Assert.Contains("axes -X, +Y, +Z", json.RootElement.GetProperty("notes")[0].GetString());
        }
        var ratings = Run("consensus", "--input", At("truth.nii.gz"), At("mirrored.nii.gz"), "--format", "json");
        Assert.Equal((0, ""), (ratings.ExitCode, ratings.Error));
        Assert.Contains("\"converged\": true", ratings.Output);

        Box("far.nii.gz", 4, 5, 1, new([0.5, 2, 5], [0.5, 0, 0, 2, 0, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1]));
        var far = Run("metrics", "--input", $"pred={At("far.nii.gz")}", $"truth={At("truth.nii.gz")}");
        Assert.Equal(ExitCode.Data, far.ExitCode);
        Assert.Contains("--place resample", far.Error);
        Assert.Equal(1, Dice(Measured("--place", "voxels", "--input", $"pred={At("far.nii.gz")}", $"truth={At("truth.nii.gz")}")));
        // 2 mm are 4 voxels, so that 2 of 6 columns remain.
        Assert.Equal(1.0 / 3, Dice(Measured("--place", "resample", "--input", $"pred={At("far.nii.gz")}", $"truth={At("truth.nii.gz")}")), 1e-12);
    }

    [Fact]
    public void The_spacing_of_a_volume_may_be_typed_with_three_numbers_also_for_an_array()
    {
        Box("truth.nii.gz", 4, 5, 1);
        Box("pred.nii.gz", 4, 5, 2);
        var typed = Measured("--spacing", "3,1,1", "--input", $"pred={At("pred.nii.gz")}", $"truth={At("truth.nii.gz")}");
        Assert.Equal(3, typed.GetProperty("surface_spacing_3_1_1").GetProperty("hd").GetDouble());
        foreach (var (name, slice) in new[] { ("a.npy", 0), ("b.npy", 2) })
            NumpyWriter.WriteArray(
                At(name),
                new TensorInfo("mask", TensorDType.UInt8, 3, 2, 2),
                (_, stream) => stream.Write([.. Enumerable.Range(0, 12).Select(i => (byte)(i / 4 == slice ? 1 : 0))])
            );
        var arrays = Measured("--spacing", "3,1,1", "--input", $"pred={At("a.npy")}", $"truth={At("b.npy")}");
        Assert.Equal(6, arrays.GetProperty("surface_spacing_3_1_1").GetProperty("hd").GetDouble());
        var two = Run("metrics", "--spacing", "1,1", "--input", $"pred={At("pred.nii.gz")}", $"truth={At("truth.nii.gz")}");
        Assert.Equal(ExitCode.Data, two.ExitCode);
        Assert.Contains("expected three, of slices, rows and columns", two.Error);
    }

    [Fact]
    public void Grey_edges_are_refused_by_every_command_and_cut_where_that_is_said()
    {
        // A disc whose edge falls from 255 to 0 over several pixels; half of it is at the radius of 9.
        static float Distance(int i) => MathF.Sqrt(MathF.Pow(i / 32 - 15.5f, 2) + MathF.Pow(i % 32 - 15.5f, 2));
        Picture("edges.png", 32, 32, i => (ushort)Math.Clamp(127.5f + 40 * (9 - Distance(i)), 0, 255));
        Picture("truth.png", 32, 32, i => (ushort)(Distance(i) <= 9 ? 255 : 0));
        string[] pair = ["--input", $"pred={At("edges.png")}", $"truth={At("truth.png")}"];
        string[][] commands =
        [
            ["metrics", .. pair],
            ["consensus", "--input", At("edges.png"), At("truth.png")],
            ["simulate", "--set", "experts:0:source=synthetic", "--set", "experts:0:options:setting=table2/1", "--input", At("edges.png")],
        ];
        foreach (var command in commands)
        {
            var refused = Run(command);
            Assert.True(refused.ExitCode == ExitCode.Data, $"{command[0]}: {refused.ExitCode} {refused.Error}");
            Assert.Contains("values from 0 to 255", refused.Error);
            Assert.Contains("--values threshold to cut at half the range (127.5)", refused.Error);
            var cut = Run([.. command, "--values", "threshold"]);
            Assert.True(cut.ExitCode == 0, $"{command[0]}: {cut.Error}");
        }
        Assert.Equal(1, Dice(Measured([.. pair, "--values", "threshold"])));
        foreach (var (name, from) in new[] { ("images", "edges.png"), ("masks", "edges.png"), ("rater1", "truth.png") })
        {
            Directory.CreateDirectory(At($"set/{name}"));
            File.Copy(At(from), At($"set/{name}/a.png"));
        }
        var inspected = Run("data", "inspect", At("set"));
        Assert.Equal(ExitCode.Data, inspected.ExitCode);
        Assert.Contains("dataset:masks:values=threshold", inspected.Error);
        var told = Run("data", "inspect", At("set"), "--set", "dataset:masks:values=threshold");
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.Contains("The reference: grey values were cut at 127.5. 1 case: a.", told.Output);
        Assert.Contains("Masks of 'rater1' hold 2 values: 0", told.Output);
    }

    [Fact]
    public void Labels_are_one_foreground_that_is_told_or_measured_one_by_one_and_what_is_ignored_is_left_out()
    {
        Picture("pred.png", 2, 4, i => new ushort[] { 0, 1, 2, 2, 0, 1, 1, 0 }[i]);
        Picture("truth.png", 2, 4, i => new ushort[] { 0, 1, 1, 2, 0, 255, 1, 0 }[i]);
        string[] pair = ["--input", $"pred={At("pred.png")}", $"truth={At("truth.png")}"];

        var refused = Run(["metrics", .. pair]);
        Assert.Equal(ExitCode.Data, refused.ExitCode);
        Assert.Contains("--ignore 255", refused.Error);

        var merged = Measured([.. pair, "--ignore", "255"]);
        Assert.Equal((4, 0, 0, 3), Counts(merged));
        var run = Run(["metrics", .. pair, "--ignore", "255", "--labels", "1", "2", "--format", "json"]);
        using var json = JsonDocument.Parse(run.Output);
        var cases = json.RootElement.GetProperty("overlap_and_surface");
        Assert.Equal((2, 0, 1, 4), Counts(cases.GetProperty("case[label 1]")));
        Assert.Equal((1, 1, 0, 5), Counts(cases.GetProperty("case[label 2]")));
        Assert.Contains("its labels 1, 2 count as one foreground", Run(["metrics", .. pair, "--ignore", "255"]).Output);
    }

    private static (long, long, long, long) Counts(JsonElement numbers)
    {
        var overlap = numbers.GetProperty("overlap");
        return (
            overlap.GetProperty("TP").GetInt64(),
            overlap.GetProperty("FP").GetInt64(),
            overlap.GetProperty("FN").GetInt64(),
            overlap.GetProperty("TN").GetInt64()
        );
    }

    private static double Dice(JsonElement numbers) => numbers.GetProperty("overlap").GetProperty("with_convention").GetProperty("dice").GetDouble();

    private static ProgramRun Run(params string[] arguments) => ProgramRun.Of(arguments);

    private string At(string name) => Path.Combine(_folder, name);

    private JsonElement Measured(params string[] arguments)
    {
        var run = Run(["metrics", .. arguments, "--format", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("overlap_and_surface").GetProperty("case");
    }

    private void Picture(string name, int height, int width, Func<int, ushort> sample) =>
        ImageFile.Write(At(name), new(height, width, 1, 8, [.. Enumerable.Range(0, height * width).Select(sample)]));

    /// <summary>A box of 6 x 10 x 1 voxels, by default where its affine is 0.5 x 2 x 5 mm along the axes.</summary>
    private void Box(string name, int left, int top, int slice, VolumeGeometry? geometry = null)
    {
        var voxels = new byte[_size[0] * _size[1] * _size[2]];
        for (var y = top; y < top + 10; y++)
        for (var x = left; x < left + 6; x++)
            voxels[x + _size[0] * (y + _size[1] * slice)] = 1;
        NiftiWriter.Write(
            At(name),
            new TensorInfo("mask", TensorDType.UInt8, _size[2], _size[1], _size[0]),
            geometry ?? new([0.5, 2, 5], [0.5, 0, 0, 0, 0, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1]),
            (_, stream) => stream.Write(MemoryMarshal.AsBytes(voxels.AsSpan()))
        );
    }
}
