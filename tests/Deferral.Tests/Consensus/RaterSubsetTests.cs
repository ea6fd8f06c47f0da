using DeferredSeg.Deferral.Consensus;
using DeferredSeg.Formats;

namespace DeferredSeg.Deferral.Tests.Consensus;

/// <summary>Combinations of raters, held against SPA's references.</summary>
public sealed class RaterSubsetTests
{
    [Theory]
    [InlineData("ground_truth_R4")]
    [InlineData("ground_truth_R7")]
    public void Subsets_and_weighted_combinations_are_the_references(string name)
    {
        using var file = WeightFile.Open(Path.Combine(AppContext.BaseDirectory, "Golden", "spa", name + ".safetensors"));
        var ratings = Rows(Bytes(file, "ratings"), Shape(file, "ratings")[0]);
        var weights = Doubles(file, "weights");

        Assert.Equal(Bytes(file, "paper.mask_sum_gt_half"), RaterSubsets.Weighted(ratings, weights, isNormalised: false));
        Assert.Equal(Bytes(file, "paper.mask_normalised_ge_half"), RaterSubsets.Weighted(ratings, weights, isNormalised: true));
        var subsets = Rows(Bytes(file, "subsets"), Shape(file, "subsets")[0]);
        var (least, more) = (Rows(Bytes(file, "subset_mask.ge_half"), subsets.Count), Rows(Bytes(file, "subset_mask.gt_half"), subsets.Count));
        for (var i = 0; i < subsets.Count; i++)
        {
            var chosen = ratings.Where((_, rater) => subsets[i][rater] == 1).ToList();
            Assert.Equal(least[i], RaterSubsets.Mask(chosen));
            Assert.Equal(more[i], RaterSubsets.Mask(chosen, isStrict: true));
        }
        if (ratings.Count == 4)
            Assert.Equal(
                subsets.Select(subset => string.Join(' ', Enumerable.Range(0, 4).Where(rater => subset[rater] == 1))),
                RaterSubsets.All(4).Select(subset => string.Join(' ', subset))
            );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void No_rater_and_too_many_are_refused(int raters) => Assert.Throws<ArgumentOutOfRangeException>(() => RaterSubsets.All(raters));

    private static long[] Shape(DeferredSeg.Formats.Tensors.ITensorFile file, string name)
    {
        Assert.True(file.TryGet(name, out var info));
        return [.. info.Shape];
    }

    private static byte[] Bytes(DeferredSeg.Formats.Tensors.ITensorFile file, string name)
    {
        Assert.True(file.TryGet(name, out var info));
        var values = new byte[info.ByteCount];
        file.Read(name, values);
        return values;
    }

    private static double[] Doubles(DeferredSeg.Formats.Tensors.ITensorFile file, string name) =>
        [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(Bytes(file, name))];

    private static List<byte[]> Rows(byte[] values, long count) => [.. values.Chunk(values.Length / (int)count)];
}
