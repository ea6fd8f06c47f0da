using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Masks;
using DeferredSeg.Data.Tests.Datasets;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Tests.Masks;

/// <summary>Masks of a dataset, from their files to what is made of them.</summary>
public sealed class MaskFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_nobody_judged_is_out_of_the_field_of_view_and_background_for_a_rater()
    {
        Images("a");
        _folder.Png("masks/a.png", 2, 2, i => (ushort)new[] { 0, 1, 2, 255 }[i]);
        _folder.Png("rater1/a.png", 2, 2, i => (ushort)new[] { 255, 1, 0, 0 }[i]);
        Assert.Contains("dataset:masks:ignore=255", Assert.Throws<ImageFileException>(() => Open().Load("a")).Message);

        var dataset = Open(new(Ignore: 255));
        var one = dataset.Load("a");
        Assert.Equal(new byte[] { 0, 1, 1, 0 }, one.Gold!.Values);
        Assert.Equal(new byte[] { 1, 1, 1, 0 }, one.FieldOfView!.Values);
        Assert.Equal(new byte[] { 0, 1, 0, 0 }, dataset.Raters!.Find("a", "rater1").Mask!.Values);
    }

    /// <summary>Labels stay labels, and what is written opens as the same dataset.</summary>
    [Theory]
    [InlineData(WrittenForm.Png)]
    [InlineData(WrittenForm.Npy)]
    public void Converting_keeps_labels_and_what_is_to_be_ignored(WrittenForm form)
    {
        Images("a", "b");
        _folder.Png("masks/a.png", 2, 2, i => (ushort)new[] { 0, 1, 2, 255 }[i]);
        _folder.Png("masks/b.png", 2, 2, i => (ushort)new[] { 0, 1, 1, 0 }[i]);
        _folder.Png("rater1/a.png", 2, 2, i => (ushort)(i == 1 ? 2 : 0));

        var (masks, settings) = Converted(new(Ignore: 255), null, form);

        Assert.Equal([0, 1, 2, 255], masks("masks/a"));
        Assert.Equal([0, 1, 1, 0], masks("masks/b"));
        Assert.Equal([0, 2, 0, 0], masks("rater1/a"));
        Assert.Contains("\"ignore\": 255", settings);
    }

    [Fact]
    public void One_label_in_each_file_is_written_in_black_and_white_and_listed_labels_as_they_are()
    {
        Images("a");
        _folder.Png("masks/a.png", 2, 2, i => (ushort)new[] { 0, 3, 500, 0 }[i], depth: 16);
        Assert.Equal([0, 3, 500, 0], Converted(new(), new(ClassMode.Exclusive, [3, 500]), WrittenForm.Png).Masks("masks/a"));
        Assert.Equal([0, 255, 0, 0], Converted(new(), new(ClassMode.Roi, [3]), WrittenForm.Png).Masks("masks/a"));
        _folder.Png("masks/a.png", 2, 2, i => (ushort)new[] { 0, 1, 1, 0 }[i]);
        Assert.Equal([0, 255, 255, 0], Converted(new(), null, WrittenForm.Png).Masks("masks/a"));
    }

    [Fact]
    public void Inspecting_lists_the_values_of_the_reference_and_of_every_rater()
    {
        Images("a", "b");
        foreach (var id in new[] { "a", "b" })
        {
            _folder.Png($"masks/{id}.png", 2, 2, i => (ushort)(i == 0 ? 255 : 0));
            _folder.Png($"rater1/{id}.png", 2, 2, i => (ushort)i);
        }
        _folder.Png("rater2/a.png", 2, 2, i => (ushort)(i == 0 ? 255 : 0));
        _folder.Png("rater2/b.png", 2, 2, i => (ushort)(i == 0 ? 1 : 0));

        var report = DatasetInspection.Of(Open());

        Assert.Empty(report.Problems);
        Assert.Equal("2 values: 0 (75.0 %), 255 (25.0 %)", report.GoldValues!.Listed);
        Assert.Equal("4 values: 0 (25.0 %), 1 (25.0 %), 2 (25.0 %), 3 (25.0 %)", report.Raters[0].Values!.Listed);
        Assert.Equal(3, report.Raters[1].Values!.Distinct);
        Assert.Contains("Masks of 'rater2' mark by one value each, but not all by the same: 1, 255.", Assert.Single(report.Notes));
    }

    [Fact]
    public void A_mask_of_real_numbers_is_read_by_the_same_rule()
    {
        Images("a");
        _folder.Npy("masks/a.npy", TensorDType.Float32, [2, 2], [.. new[] { 0f, 0.2f, 0.6f, 1 }.SelectMany(BitConverter.GetBytes)]);
        Assert.Contains("dataset:masks:values=soft", Assert.Throws<ImageFileException>(() => Open().Load("a")).Message);
        Assert.Equal(new byte[] { 0, 0, 1, 1 }, Open(new(MaskValues.Soft)).Load("a").Gold!.Values);
        Assert.Contains("gives one class", Assert.Throws<DatasetException>(() => Open(new(MaskValues.Soft), new(ClassMode.Multilabel, [1, 2]))).Message);
    }

    private void Images(params string[] ids)
    {
        foreach (var id in ids)
            _folder.Png($"images/{id}.png", 2, 2, i => (ushort)(i + id[0]));
    }

    private IDataset Open(MaskSettings? masks = null, ClassSettings? classes = null) =>
        DatasetOpening.Open(new(Folder: _folder.Path, Masks: masks, Classes: classes));

    private (Func<string, int[]> Masks, string Settings) Converted(MaskSettings masks, ClassSettings? classes, WrittenForm form)
    {
        var target = Path.Combine(_folder.Path, "..", Path.GetFileName(_folder.Path) + Guid.NewGuid().ToString("N"));
        try
        {
            var before = Open(masks, classes);
            new DatasetWriter(before, target, form).Write();
            var settings = File.ReadAllText(Path.Combine(target, "dataset.json"));
            Dictionary<string, int[]> read = [];
            foreach (
                var file in Directory
                    .EnumerateFiles(target, "*", SearchOption.AllDirectories)
                    .Where(file => !file.Contains("images") && Path.GetExtension(file) is ".png" or ".npy")
            )
                read[Path.ChangeExtension(Path.GetRelativePath(target, file), null)] =
                [
                    .. new MaskReader(new(MaskValues.Labels), new(), MaskOptionNames.OfDataset).Read(file).Values,
                ];
            return (name => read[name], settings);
        }
        finally
        {
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
        }
    }
}
