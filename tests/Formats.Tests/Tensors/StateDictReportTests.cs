using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests.Tensors;

public class StateDictReportTests
{
    [Fact]
    public void Every_difference_is_told_at_once()
    {
        StateDictReport report = StateDictReport.Compare(
            [Float("a", 1), Float("b", 2), Float("c", 3), Float("d", 4)],
            [Float("a", 1), Float("b", 3), new TensorInfo("c", TensorDType.Float16, 3), Float("x", 1)]
        );
        Assert.False(report.Matches);
        Assert.False(report.NamesAndShapesMatch);
        Assert.Equal(
            """
            1 missing, 1 unexpected, 1 of another shape, 1 of another element type
              missing: d Float32 [4]
              unexpected: x Float32 [1]
              another shape: b: expected Float32 [2], found Float32 [3]
              another element type: c: expected Float32 [3], found Float16 [3]
            """,
            report.ToString()
        );
    }

    [Fact]
    public void Only_the_first_of_many_are_shown()
    {
        StateDictReport report = StateDictReport.Compare([.. Enumerable.Range(0, 100).Select(i => Float($"w{i}", 1))], []);
        Assert.Equal(100, report.Missing.Count);
        Assert.Equal(
            "100 missing, 0 unexpected, 0 of another shape, 0 of another element type\n  missing: w0 Float32 [1]\n  "
                + "missing: w1 Float32 [1]\n  missing: and 98 more",
            report.ToString(2)
        );
    }

    [Fact]
    public void A_prefix_on_every_name_is_recognised() =>
        Assert.Contains(
            "without their prefix 'module.'",
            StateDictReport.Compare([Float("a.w", 1), Float("a.b", 1)], [Float("module.a.w", 1), Float("module.a.b", 1)]).ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Equal_sides_match() => Assert.Equal("all tensors match", StateDictReport.Compare([Float("a", 1)], [Float("a", 1)]).ToString());

    [Fact]
    public void A_tensor_s_bytes_must_be_countable()
    {
        Assert.Throws<ArgumentException>(() => new TensorInfo("w", TensorDType.Float32, -1));
        Assert.Throws<ArgumentException>(() => new TensorInfo("w", TensorDType.Float64, 1L << 60));
        Assert.Equal(4, new TensorInfo("w", TensorDType.Float32).ByteCount);
    }

    private static TensorInfo Float(string name, long size) => new(name, TensorDType.Float32, size);
}
