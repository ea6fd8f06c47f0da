using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Tests.Raters;

public sealed class FolderRatersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Masks_missing_ones_and_declined_ones_are_told_apart()
    {
        Write("anna/b1.png", 2, 3, 1, 8, [0, 6, 1, 0, 7, 0]);
        Write("ben/b1.png", 2, 3, 1, 8, new ushort[6]);
        Write("anna/b2.png", 1, 1, 1, 8, [1]);
        File.WriteAllText(Path.Combine(_folder.Path, "ben", "b3.declined"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "ben", "notes.txt"), "");
        var raters = new FolderRaters(new(_folder.Path));

        Assert.Equal(["anna", "ben"], raters.Raters);
        Assert.Equal(["b1", "b2", "b3"], raters.Cases);
        Assert.Equal([0, 1, 1, 0, 1, 0], raters.Find("b1", "anna").Mask!.Values);
        Assert.Equal((2, 3, 1), (raters.Find("b1", "anna").Mask!.Height, raters.Find("b1", "anna").Mask!.Width, raters.Find("b1", "anna").Mask!.Classes));
        Assert.Equal(new byte[6], raters.Find("b1", "ben").Mask!.Values);
        Assert.Equal(RaterMaskStatus.Missing, raters.Find("b2", "ben").Status);
        Assert.Equal(RaterMaskStatus.Declined, raters.Find("b3", "ben").Status);
        Assert.Equal(RaterMaskStatus.Missing, raters.Find("b3", "anna").Status);
    }

    [Fact]
    public void Raters_and_cases_are_those_named_in_that_order_also_in_folders_below()
    {
        Write("experts/z/p1/s1.png", 1, 1, 1, 8, [1]);
        Write("experts/a/p1/s1.png", 1, 1, 1, 8, [0]);
        Write("images/p1/s1.png", 9, 9, 1, 8, new ushort[81]);
        var raters = new FolderRaters(new(_folder.Path, Raters: ["experts/z", "experts/a"], Cases: ["p1/s1", "p1/s2"]));

        Assert.Equal(["experts/z", "experts/a"], raters.Raters);
        Assert.Equal(["p1/s1", "p1/s2"], raters.Cases);
        Assert.Equal([1], raters.Find("p1/s1", "experts/z").Mask!.Values);
        Assert.Equal(RaterMaskStatus.Missing, raters.Find("p1/s2", "experts/z").Status);
        Assert.Equal(["p1/s1"], new FolderRaters(new(_folder.Path, Raters: ["experts/a"])).Cases);
    }

    [Fact]
    public void Labels_become_planes_in_their_order()
    {
        Write("anna/b1.png", 1, 4, 1, 16, [0, 300, 2, 300]);
        Write("anna/grey-as-colour.png", 1, 2, 3, 8, [2, 2, 2, 0, 0, 0]);
        var raters = new FolderRaters(new(_folder.Path, Labels: [2, 300]));

        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 1], raters.Find("b1", "anna").Mask!.Values);
        Assert.Equal([1, 0, 0, 0], raters.Find("grey-as-colour", "anna").Mask!.Values);
    }

    [Fact]
    public void Any_colour_is_foreground()
    {
        Write("anna/b1.png", 1, 3, 4, 8, [0, 0, 9, 255, 0, 0, 0, 255, 1, 0, 0, 255]);

        Assert.Equal([1, 0, 1], new FolderRaters(new(_folder.Path)).Find("b1", "anna").Mask!.Values);
    }

    [Fact]
    public void A_file_that_is_no_mask_is_refused_by_name()
    {
        Write("anna/size.png", 2, 2, 1, 8, new ushort[4]);
        Write("ben/size.png", 2, 3, 1, 8, new ushort[6]);
        Write("anna/label.png", 2, 2, 1, 8, [0, 1, 0, 4]);
        Write("anna/colour.png", 1, 2, 3, 8, [0, 0, 0, 1, 1, 2]);
        Write("anna/glass.png", 1, 2, 2, 8, [1, 255, 1, 254]);
        Write("anna/both.png", 1, 1, 1, 8, [1]);
        File.WriteAllText(Path.Combine(_folder.Path, "anna", "both.declined"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "anna", "other.gif"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "ben", "other.declined"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "anna", "text.png"), "hello");
        var raters = new FolderRaters(new(_folder.Path, Labels: [1, 2]));

        raters.Find("size", "anna");
        Refused("size", "ben/size.png: found 2 by 3 pixels; expected 2 by 2, as in ", "ben");
        Refused(
            "label",
            "anna/label.png: found the label 4 at row 1, column 1 (3 values: 0 (50.0 %), 1 (25.0 %), 4 (25.0 %)); expected 0 for background, or a label of 1, 2"
        );
        Refused("colour", "found a colour at row 0, column 1, of 2");
        Refused("glass", "found a transparent pixel at row 0, column 1");
        Refused("both", "anna/both: found both.declined and both.png; expected one file");
        Refused("other", "anna/other: found other.gif; expected one file: a mask (.png");
        Refused("text", "anna/text.png");

        void Refused(string caseId, string expected, string rater = "anna") =>
            Assert.Contains(expected, Assert.Throws<ImageFileException>(() => raters.Find(caseId, rater)).Message);
    }

    [Fact]
    public void Folders_and_names_that_are_not_there_are_refused()
    {
        Write("worker1/b1.png", 1, 1, 1, 8, [1]);
        var raters = new FolderRaters(new(_folder.Path));

        Assert.Contains("Did you mean 'worker1'?", Assert.Throws<ArgumentException>(() => raters.Find("b1", "worker2")).Message);
        Assert.Contains("Did you mean 'b1'?", Assert.Throws<ArgumentException>(() => raters.Find("b2", "worker1")).Message);
        Assert.Contains("but 'worker1' is", Assert.Throws<DirectoryNotFoundException>(() => new FolderRaters(new(_folder.Path, Raters: ["worker"]))).Message);
        Assert.Contains(
            "'../worker1' is not below",
            Assert.Throws<ArgumentException>(() => new FolderRaters(new(_folder.Path, Raters: ["../worker1"]))).Message
        );
        Assert.Contains(
            "'worker1' is named twice",
            Assert.Throws<ArgumentException>(() => new FolderRaters(new(_folder.Path, Raters: ["worker1", "worker1"]))).Message
        );
        Assert.Contains("The label '3' is named twice", Assert.Throws<ArgumentException>(() => new FolderRaters(new(_folder.Path, Labels: [3, 3]))).Message);
        Assert.Contains("root", Assert.Throws<DirectoryNotFoundException>(() => new FolderRaters(new())).Message);
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => new FolderRaters(new(Path.Combine(_folder.Path, "nowhere")))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(1 << 20)]
    public void Threads_and_the_memory_for_masks_change_nothing(long cacheBytes)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var expected = new Dictionary<(string Case, string Rater), byte[]>();
        foreach (var rater in (string[])["anna", "ben", "carl"])
        {
            for (var number = 0; number < 8; number++)
            {
                byte[] mask = [.. Enumerable.Range(0, 9).Select(_ => (byte)random.Next(2))];
                expected[($"c{number}", rater)] = mask;
                Write($"{rater}/c{number}.png", 3, 3, 1, 8, [.. mask.Select(value => (ushort)(value * 255))]);
            }
        }
        var raters = new FolderRaters(new(_folder.Path, CacheBytes: cacheBytes));
        (string Case, string Rater)[] asked = [.. Enumerable.Range(0, 20).SelectMany(_ => expected.Keys)];
        random.Shuffle(asked);

        Parallel.ForEach(asked, one => Assert.True(raters.Find(one.Case, one.Rater).Mask!.Values.SequenceEqual(expected[one]), $"seed {seed}, {one}"));
    }

    [Fact]
    public void What_was_read_is_kept_as_far_as_memory_allows()
    {
        Write("anna/b1.png", 3, 3, 1, 8, new ushort[9]);
        Write("anna/b2.png", 3, 3, 1, 8, new ushort[9]);
        var roomy = new FolderRaters(new(_folder.Path));
        var narrow = new FolderRaters(new(_folder.Path, CacheBytes: 10));

        foreach (var (raters, isKept) in ((FolderRaters, bool)[])[(roomy, true), (narrow, false)])
        {
            var first = raters.Find("b1", "anna").Mask;
            Assert.Same(first, raters.Find("b1", "anna").Mask);
            raters.Find("b2", "anna");
            Assert.Equal(isKept, ReferenceEquals(first, raters.Find("b1", "anna").Mask));
        }
    }

    private void Write(string path, int height, int width, int channels, int bitDepth, ushort[] samples)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        ImageFile.Write(file, new(height, width, channels, bitDepth, samples));
    }
}
