using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests;

public sealed class StagedResultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_takes_its_place_once_and_a_second_changes_nothing()
    {
        var item = new ArchiveItem("below/case", "hash");
        using var router = new WrittenArchive(_folder.Path).Open(new WrittenArchive(_folder.Path).Order);
        var (first, second) = (Staged(item, "first"), Staged(item, "second"));

        Assert.True(first.Commit(item, router));
        Assert.False(second.Commit(item, router));

        Assert.Equal("first", File.ReadAllText(_folder.Of("below/case/system.png")));
        Assert.Empty(Directory.EnumerateDirectories(_folder.Of(".archive/staged")));
    }

    [Fact]
    public void An_older_result_gives_way_and_what_lies_below_it_stays()
    {
        var item = new ArchiveItem("case", "new");
        using var router = new WrittenArchive(_folder.Path).Open(new WrittenArchive(_folder.Path).Order);
        Directory.CreateDirectory(_folder.Of("case/inner"));
        File.WriteAllText(_folder.Of("case/inner/case.json"), "of another");
        File.WriteAllText(_folder.Of("case/case.json"), "old");
        File.WriteAllText(_folder.Of("case/provisional.png"), "old");

        Assert.True(Staged(item, "new").Commit(item, router));

        Assert.Equal("new", File.ReadAllText(_folder.Of("case/case.json")));
        Assert.False(File.Exists(_folder.Of("case/provisional.png")));
        Assert.Equal("of another", File.ReadAllText(_folder.Of("case/inner/case.json")));
    }

    [Fact]
    public void What_dead_workers_left_is_swept_and_what_is_young_stays()
    {
        var staged = Staged(new("case", "hash"), "half");

        StagedResult.Sweep(_folder.Path, TimeSpan.FromMinutes(1));
        Assert.True(Directory.Exists(staged.Folder));
        StagedResult.Sweep(_folder.Path, TimeSpan.Zero);

        Assert.False(Directory.Exists(staged.Folder));
    }

    [Fact]
    public void A_line_that_a_killed_worker_left_half_written_is_passed_over()
    {
        using (var log = new ComputationLog(_folder.Path, "one"))
        {
            log.Add(new(DateTime.UtcNow, "one", "began", "case", "hash"));
            log.Add(new(DateTime.UtcNow, "one", "done", "case", "hash", 3.5));
        }
        File.AppendAllText(Path.Combine(ComputationLog.Folder(_folder.Path), "one.jsonl"), "{\"time\":\"2026-");

        Assert.Equal(["began", "done"], ComputationLog.Read(_folder.Path).Select(line => line.What));
    }

    [Theory]
    [InlineData(28, true)]
    [InlineData(122, true)]
    [InlineData(13, false)]
    public void A_full_disk_is_told_from_other_faults(int code, bool isFull)
    {
        Assert.Equal(isFull, FullDisk.Is(new InvalidOperationException("outer", new IOException("inner", code))));
        Assert.False(FullDisk.Is(new InvalidOperationException("outer")));
    }

    private StagedResult Staged(ArchiveItem item, string content)
    {
        var staged = StagedResult.Begin(_folder.Path, item.Hash);
        File.WriteAllText(Path.Combine(staged.Folder, "system.png"), content);
        File.WriteAllText(Path.Combine(staged.Folder, "case.json"), item.Hash);
        return staged;
    }
}
