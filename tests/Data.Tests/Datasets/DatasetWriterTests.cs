using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Raters;

namespace DeferredSeg.Data.Tests.Datasets;

public sealed class DatasetWriterTests
{
    [Theory]
    [InlineData(WrittenForm.Png, 255, 1)]
    [InlineData(WrittenForm.Png, 65535, 3)]
    [InlineData(WrittenForm.Npy, 255, 3)]
    [InlineData(WrittenForm.Npy, null, 1)]
    public void What_is_written_is_read_again(WrittenForm form, int? full, int channels)
    {
        TestSeed.Print(_ =>
        {
            using var folder = new TemporaryFolder();
            var dataset = new Drawn(full, channels);
            var target = Path.Combine(folder.Path, "set");
            new DatasetWriter(dataset, target, form).Write();
            var read = DatasetOpening.Open(
                new(Folder: target, Index: new("index.csv", "id", "patient"), Classes: new(ClassMode.Exclusive, [1, 2], ["one", "two"]))
            );

            Assert.Equal(dataset.Cases.Select(one => (one.Id, one.Patient)), read.Cases.Select(one => (one.Id, one.Patient)));
            Assert.Equal(dataset.Description.Classes, read.Description.Classes);
            foreach (var one in dataset.Cases)
            {
                var (before, after) = (dataset.Load(one.Id), read.Load(one.Id));
                Assert.Equal(before.Image, after.Image);
                Assert.Equal(before.Gold!.Values, after.Gold!.Values);
                Assert.Equal(full, after.FullScale);
                var (left, again) = (dataset.Raters!.Find(one.Id, "rater1"), read.Raters!.Find(one.Id, "rater1"));
                Assert.Equal(left.Status, again.Status);
                Assert.Equal(left.Mask?.Values, again.Mask?.Values);
            }
            Assert.Contains("is not empty", Assert.Throws<DatasetException>(() => new DatasetWriter(dataset, target, form)).Message);
        });
    }

    [Fact]
    public void Real_numbers_are_no_picture()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "write it as npy",
            Assert.Throws<DatasetException>(() => new DatasetWriter(new Drawn(null, 1), Path.Combine(folder.Path, "set"), WrittenForm.Png).Write()).Message
        );
    }

    private sealed class Drawn : IDataset
    {
        private readonly Dictionary<string, DatasetCase> _loaded = [];

        public Drawn(int? full, int channels)
        {
            var random = new Random(TestSeed.Value);
            Description = new("drawn", channels, ["background", "one", "two"], ClassKind.Exclusive, true);
            Cases = [.. Enumerable.Range(0, 4).Select(i => new CaseInfo($"p{i / 2}/c{i}", $"p{i / 2}, \"x\"", Geometry.Unknown))];
            foreach (var info in Cases)
                _loaded[info.Id] = new(
                    info,
                    [.. Enumerable.Range(0, channels * 30).Select(_ => full is { } most ? random.Next(most + 1) : random.NextSingle() - 0.5f)],
                    channels,
                    5,
                    6
                )
                {
                    Gold = Mask(random),
                    FullScale = full,
                };
            RaterMask[] left = [RaterMask.Present(Mask(random)), RaterMask.Missing, RaterMask.Declined, RaterMask.Present(Mask(random))];
            Raters = new InMemoryRaters(
                ["rater1"],
                Cases
                    .Select((info, i) => (info.Id, i))
                    .ToDictionary(one => one.Id, IReadOnlyDictionary<string, RaterMask> (one) => new Dictionary<string, RaterMask> { ["rater1"] = left[one.i] })
            );
        }

        public DatasetDescription Description { get; }

        public IReadOnlyList<CaseInfo> Cases { get; }

        public IRaterMasks? Raters { get; }

        public DatasetCase Load(string caseId) => _loaded[caseId];

        private static MaskPlanes Mask(Random random)
        {
            var values = new byte[90];
            for (var pixel = 0; pixel < 30; pixel++)
                values[random.Next(3) * 30 + pixel] = 1;
            return new(5, 6, 3, values);
        }
    }
}
