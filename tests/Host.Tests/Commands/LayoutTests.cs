using System.Text.Json;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Folders as other programs lay them out, through the commands of datasets.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        """{ "channel_names": { "0": "T1", "1": "T2" }, "labels": { "background": 0, "tumour": 1, "edema": 2 }, "numTraining": 2, "file_ending": ".png" }""",
        "background tumour edema",
        "exclusive"
    )]
    [InlineData("""{ "name": "x", "modality": { "0": "T1", "1": "T2" }, "labels": { "0": "background", "2": "edema" } }""", "edema", "multilabel")]
    [InlineData(null, "foreground", "multilabel")]
    public void The_layout_of_nnU_Net_and_the_Decathlon_is_read_with_its_classes(string? description, string classes, string kind)
    {
        foreach (var id in (string[])["a", "b"])
        {
            Png($"imagesTr/{id}_0000.png", [0, 10, 20, 30]);
            Png($"imagesTr/{id}_0001.png", [200, 100, 50, 0]);
            Png($"labelsTr/{id}.png", [0, 1, 2, 2]);
        }
        if (description is not null)
            File.WriteAllText(At("dataset.json"), description);

        using var report = Inspect(_folder);

        Assert.Equal(2, report.RootElement.GetProperty("cases").GetInt32());
        Assert.Equal(2, report.RootElement.GetProperty("channels").GetInt32());
        Assert.Equal(classes, string.Join(' ', report.RootElement.GetProperty("classes").EnumerateArray().Select(one => one.GetString())));
        Assert.Equal(kind, report.RootElement.GetProperty("classKind").GetString());
        Assert.Equal((classes == "foreground" ? 24 : 23) / 25.0, report.RootElement.GetProperty("foregroundShare").EnumerateArray().Last().GetDouble(), 1e-9);

        var copy = Path.Combine(_folder, "copy");
        Assert.Contains("which a PNG cannot hold; write it as npy", ProgramRun.Of("data", "convert", _folder, "--output", Path.Combine(_folder, "no")).Error);
        Assert.Equal(0, ProgramRun.Of("data", "convert", _folder, "--as", "npy", "--output", copy).ExitCode);
        using var same = Inspect(copy);
        Assert.Equal(report.RootElement.GetProperty("foregroundShare").GetRawText(), same.RootElement.GetProperty("foregroundShare").GetRawText());
        Assert.Equal(2, same.RootElement.GetProperty("channels").GetInt32());
    }

    [Fact]
    public void Classes_that_are_chosen_take_the_place_of_the_descriptions()
    {
        Png("imagesTr/a_0000.png", [0, 10, 20, 30]);
        Png("labelsTr/a.png", [0, 1, 2, 2]);
        File.WriteAllText(At("dataset.json"), """{ "channel_names": { "0": "T1" }, "labels": { "background": 0, "x": 1, "y": 2 }, "numTraining": 1 }""");
        using var report = Inspect(_folder, "--set", "dataset:classes:mode=merged");
        Assert.Equal("foreground", Assert.Single(report.RootElement.GetProperty("classes").EnumerateArray()).GetString());
    }

    [Fact]
    public void Bitmaps_are_images_and_masks()
    {
        Directory.CreateDirectory(At("images"));
        Directory.CreateDirectory(At("rater1"));
        File.WriteAllBytes(At("images/a.bmp"), Bmp([1, 2, 3, 4]));
        File.WriteAllBytes(At("rater1/a.bmp"), Bmp([0, 255, 255, 0]));
        using var report = Inspect(_folder);
        Assert.Equal((1, 4), (report.RootElement.GetProperty("minimum").GetInt32(), report.RootElement.GetProperty("maximum").GetInt32()));
        Assert.Equal(1, report.RootElement.GetProperty("channels").GetInt32());
        Assert.Equal(1, Assert.Single(report.RootElement.GetProperty("raters").EnumerateArray()).GetProperty("present").GetInt32());
    }

    [Theory]
    [InlineData("II*\0\b\0\0\0", "a page's directory at byte 8", "cut off")]
    [InlineData("BM\0\0\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0", "the header", "cut off")]
    [InlineData("II+\0\b\0\0\0", "a BigTIFF", "save it as classic TIFF or PNG")]
    public void A_damaged_picture_is_told_in_one_line(string content, params string[] parts)
    {
        Directory.CreateDirectory(At("images"));
        File.WriteAllBytes(At("images/a.tif"), [.. content.Select(c => (byte)c)]);
        var run = ProgramRun.Of("data", "inspect", _folder);
        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        foreach (var part in (string[])["images/a.tif", .. parts])
            Assert.Contains(part, run.Error);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Png(string file, ushort[] samples)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        // 25 pixels, the last of the given ones again and again.
        ImageFile.Write(At(file), new(5, 5, 1, 8, [.. Enumerable.Range(0, 25).Select(i => samples[Math.Min(i, samples.Length - 1)])]));
    }

    /// <summary>Two rows of two greys, rows downwards.</summary>
    private static byte[] Bmp(byte[] greys)
    {
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)i, (byte)i, (byte)i, 0])];
        byte[] header = [.. "BM"u8, .. new byte[8], 54, 4, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 1, 0, 8, 0, .. new byte[24]];
        return [.. header, .. palette, greys[0], greys[1], 0, 0, greys[2], greys[3], 0, 0];
    }

    private static JsonDocument Inspect(string folder, params string[] further)
    {
        var run = ProgramRun.Of(["data", "inspect", folder, "--format", "json", .. further]);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        return JsonDocument.Parse(run.Output);
    }
}
