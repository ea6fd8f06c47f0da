using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class FolderDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_of_every_kind_come_as_planes()
    {
        _folder.Png("images/a.png", 2, 3, i => (ushort)(1000 * i), depth: 16);
        _folder.Png("images/b.png", 2, 3, i => (ushort)(i % 4 == 3 ? 255 : i / 4), channels: 4);
        _folder.Png("masks/a.png", 2, 3, i => (ushort)(i == 4 ? 255 : 0));
        var dataset = Open(new());

        Assert.Equal(["a", "b"], dataset.Cases.Select(one => one.Id));
        Assert.True(dataset.Description.HasGold);
        var (a, b) = (dataset.Load("a"), dataset.Load("b"));
        Assert.Equal([0, 1000, 2000, 3000, 4000, 5000], a.Image);
        Assert.Equal((65535, 255), (a.FullScale, b.FullScale));
        Assert.Equal([0, 1, 2, 3, 4, 5], b.Image);
        Assert.Equal(new byte[] { 0, 0, 0, 0, 1, 0 }, a.Gold!.Values);
        Assert.Null(b.Gold);
    }

    [Fact]
    public void Arrays_lie_as_the_papers_scripts_leave_them()
    {
        float[] image = [.. Enumerable.Range(0, 12).Select(i => i / 12f)];
        _folder.Npy("imgs/s1.npy", TensorDType.Float32, [2, 2, 3], MemoryMarshal.AsBytes<float>(image).ToArray());
        _folder.Npy("gts/s1.npy", TensorDType.UInt8, [2, 2], [0, 1, 2, 0]);
        var one = Open(new(Classes: new(ClassMode.Roi, [2]))).Load("s1");

        Assert.Equal((3, 2, 2, null), (one.Channels, one.Height, one.Width, one.FullScale));
        for (var i = 0; i < 12; i++)
            Assert.Equal(image[i], one.Image[i % 3 * 4 + i / 3]);
        Assert.Equal(new byte[] { 0, 0, 1, 0 }, one.Gold!.Values);
    }

    [Theory]
    [InlineData(ClassMode.Merged, null, "0,1,1,1", ClassKind.Multilabel)]
    [InlineData(ClassMode.Roi, "3", "0,0,0,1", ClassKind.Multilabel)]
    [InlineData(ClassMode.Multilabel, "1,2,3", "0,1,0,0,0,0,1,0,0,0,0,1", ClassKind.Multilabel)]
    [InlineData(ClassMode.Exclusive, "3,1,2", "1,0,0,0,0,0,0,1,0,1,0,0,0,0,1,0", ClassKind.Exclusive)]
    public void Labels_become_the_classes_that_are_asked_for(ClassMode mode, string? labels, string expected, ClassKind kind)
    {
        _folder.Png("images/a.png", 2, 2, i => (ushort)i);
        _folder.Png("masks/a.png", 2, 2, i => (ushort)i);
        var dataset = Open(new(Classes: new(mode, labels?.Split(',').Select(int.Parse).ToList())));

        Assert.Equal(kind, dataset.Description.ClassKind);
        Assert.Equal(expected, string.Join(',', dataset.Load("a").Gold!.Values));
    }

    [Fact]
    public void A_label_without_a_class_is_named()
    {
        _folder.Png("images/a.png", 2, 2, i => (ushort)i);
        _folder.Png("masks/a.png", 2, 2, i => (ushort)i);
        var error = Assert.Throws<ImageFileException>(() => Open(new(Classes: new(ClassMode.Multilabel, [1, 3]))).Load("a"));
        Assert.Contains("the label 2 at row 1, column 0", error.Message);
        Assert.Contains("1, 3", error.Message);
    }

    [Fact]
    public void Raters_may_miss_and_decline_and_names_may_have_endings()
    {
        _folder.Png("images/a.png", 2, 2, _ => 9);
        _folder.Png("images/b.png", 2, 2, _ => 9);
        _folder.Png("observers/a_first.png", 2, 2, i => (ushort)(i == 0 ? 1 : 0));
        _folder.Png("observers/a_second.png", 2, 2, _ => 0);
        _folder.Text("observers/b_second.declined", "");
        var raters = Open(new(Raters: ["observers/{id}_first.png", "observers/{id}_second"])).Raters!;

        Assert.Equal(new byte[] { 1, 0, 0, 0 }, raters.Find("a", "observers/{id}_first.png").Mask!.Values);
        Assert.Equal(RaterMaskStatus.Missing, raters.Find("b", "observers/{id}_first.png").Status);
        Assert.Equal(RaterMaskStatus.Declined, raters.Find("b", "observers/{id}_second").Status);
        Assert.Contains("Did you mean 'a'", Assert.Throws<ArgumentException>(() => raters.Find("A", "observers/{id}_second")).Message);
    }

    [Fact]
    public void What_is_not_there_is_named_with_what_is()
    {
        Assert.Contains("nowhere is not there", Assert.Throws<DatasetException>(() => DatasetOpening.Open(new(Folder: "nowhere"))).Message);
        Assert.Contains("there is no folder of images", Assert.Throws<DatasetException>(() => Open(new())).Message);
        _folder.Png("images/Image_1.png", 2, 2, _ => 9);
        _folder.Png("rater1/Image_1.png", 2, 2, _ => 9);
        var several = Assert.Throws<DatasetException>(() => Open(new(Raters: ["rater1", "ratr1"], Gold: "golds"))).Message;
        Assert.Contains("'rater1' is", several);
        Assert.Contains("golds", several);
        Assert.Contains("names no patient for 1 of 1 ids: Image_1", Assert.Throws<DatasetException>(() => Open(new(Patient: "^img_(\\d+)"))).Message);
        Assert.Contains("no regular expression", Assert.Throws<DatasetException>(() => Open(new(Patient: "("))).Message);
        Assert.Contains("mode is roi and there are no labels", Assert.Throws<DatasetException>(() => Open(new(Classes: new(ClassMode.Roi)))).Message);
        Assert.Contains("is not below", Assert.Throws<DatasetException>(() => Open(new(Images: "../x"))).Message);
    }

    [Fact]
    public void Indexes_choose_cases_and_their_mistakes_are_named()
    {
        foreach (var id in (string[])["a", "b", "c"])
            _folder.Png($"images/{id}.png", 2, 2, _ => 9);
        _folder.Text("index.csv", "id,who,usable\na.png,\"Doe, J\",1\nb.png,Roe,0\nc.png,\"Doe, J\",1.0\n");
        var dataset = Open(new(Index: new("index.csv", "id", "who", ["usable=1"])));
        Assert.Equal([("a", "Doe, J"), ("c", "Doe, J")], dataset.Cases.Select(one => (one.Id, one.Patient)));

        Assert.Contains("Did you mean 'usable'", Refusal(new("index.csv", "id", null, ["usabel=1"])));
        Assert.Contains("column=value", Refusal(new("index.csv", "id", null, ["usable"])));
        Assert.Contains("none of 3 rows", Refusal(new("index.csv", "id", null, ["usable=2"])));
        Assert.Contains("index.tsv is not there", Refusal(new("index.tsv")));
        _folder.Text("index.csv", "id,usable\na,1\nmissing,1\n");
        Assert.Contains("1 rows without an image", Refusal(new("index.csv")));
        _folder.Text("index.csv", "id,usable\na,1,7\n");
        Assert.Contains("row 2 has 3 cells", Refusal(new("index.csv")));
    }

    [Fact]
    public void Broken_files_and_other_sizes_are_named()
    {
        _folder.Png("images/a.png", 2, 2, _ => 9);
        _folder.Png("masks/a.png", 2, 3, _ => 0);
        Assert.Contains("2 by 3 pixels; expected 2 by 2", Assert.Throws<ImageFileException>(() => Open(new()).Load("a")).Message);
        _folder.Text("images/b.png", "no picture");
        Assert.Contains("b.png", Assert.Throws<ImageFileException>(() => Open(new()).Load("b")).Message);
        _folder.Text("masks/b.jpg", "");
        _folder.Png("images/b.png", 2, 2, i => (ushort)(i % 3), channels: 3);
        Assert.Contains("coloured", Assert.Throws<ImageFileException>(() => Open(new()).Load("b")).Message);
        _folder.Png("images/b.png", 2, 2, _ => 7, channels: 3);
        Assert.Contains("JPEG", Assert.Throws<ImageFileException>(() => Open(new()).Load("b")).Message);
    }

    private string Refusal(IndexSettings index) => Assert.Throws<DatasetException>(() => Open(new(Index: index))).Message;

    private IDataset Open(DatasetSettings settings) => DatasetOpening.Open(settings with { Folder = _folder.Path });
}
