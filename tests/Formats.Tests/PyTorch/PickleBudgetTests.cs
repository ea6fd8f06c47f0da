using System.Diagnostics;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

/// <summary>Small files that ask for much: each must be refused before it has taken the memory or the time.</summary>
public class PickleBudgetTests
{
    private const int Repeats = 3_000_000;

    [Theory]
    [InlineData("}")]
    [InlineData("(")]
    [InlineData("]")]
    [InlineData("N")]
    [InlineData("N0")]
    [InlineData("K\u0001")]
    [InlineData("N\u0085")]
    [InlineData("]Na")]
    [InlineData("}NNs")]
    [InlineData("\u008f")]
    [InlineData("U\u0001a")]
    public void Endless_values_are_refused(string instructions) =>
        Require(Repeat(Pickle.Protocol(2), instructions, Repeats / instructions.Length), "steps, too many for weights");

    [Fact]
    public void An_endless_memo_is_refused() => Require(Repeat(Pickle.Protocol(4).Op('N'), "\u0094", Repeats), "steps, too many for weights");

    [Fact]
    public void One_tensor_rebuilt_endlessly_is_refused()
    {
        long[] ones = [.. Enumerable.Repeat(1L, 64)];
        Pickle pickle = Pickle
            .Protocol(2)
            .Global("torch._utils", "_rebuild_tensor")
            .Op('q')
            .Raw(0)
            .Op('(')
            .Storage("ByteStorage", "0", 1)
            .Integer(0)
            .Integers(ones)
            .Integers(ones)
            .Op('t')
            .Op('q')
            .Raw(1);
        Require(Repeat(pickle, "h\0h\u0001R", 500_000), "steps, too many for weights");
    }

    [Fact]
    public void One_long_text_encoded_endlessly_is_refused()
    {
        Pickle pickle = Pickle
            .Protocol(2)
            .Global("_codecs", "encode")
            .Op('q')
            .Raw(0)
            .Op('(')
            .Text(new string('x', 1_000_000))
            .Text("latin1")
            .Op('t')
            .Op('q')
            .Raw(1);
        Require(Repeat(pickle, "h\0h\u0001R", 10_000), "steps, too many for weights");
    }

    [Fact]
    public void One_long_list_copied_endlessly_is_refused()
    {
        Pickle pickle = Repeat(Pickle.Protocol(2).Global("builtins", "set").Op('q').Raw(0).Op('('), "N", 10_000).Op('l').Raw(0x85, (byte)'q', 1);
        Require(Repeat(pickle, "h\0h\u0001R", 10_000), "steps, too many for weights");
    }

    [Fact]
    public void One_long_key_in_every_name_is_refused()
    {
        Pickle pickle = Pickle.Protocol(2).Op('}').Text(new string('k', 1_000_000)).Op('q').Raw(0).Op('}').Op('(');
        Require(Repeat(pickle, "h\0N", 10_000).Op('u').Op('s'), "the names of the file's entries");
    }

    [Fact]
    public void One_long_key_at_the_top_endlessly_is_refused()
    {
        Pickle pickle = Pickle.Protocol(2).Text(new string('k', 1_000_000)).Op('q').Raw(0).Op('0').Op('}').Op('(');
        Require(Repeat(pickle, "h\0N", 10_000).Op('u'), "the names of the file's entries");
    }

    [Fact]
    public void A_storage_with_a_long_key_is_refused() =>
        Require(Pickle.Protocol(2).Storage("ByteStorage", new string('k', 100_000), 1), "is longer than 64 characters");

    private static Pickle Repeat(Pickle pickle, string instructions, int times)
    {
        byte[] raw = [.. instructions.Select(c => (byte)c)];
        for (int i = 0; i < times; i++)
            pickle.Raw(raw);
        return pickle;
    }

    private static void Require(Pickle pickle, string reason)
    {
        byte[] file = Archive.Zip(pickle.Stop(), ("0", [1]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        WeightFileException refused = Assert.Throws<WeightFileException>(() => PyTorchFile.Open(file, "hostile"));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.True(allocated < 2L * file.Length + (64 << 20), $"{allocated} bytes allocated for a file of {file.Length}");
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"{Stopwatch.GetElapsedTime(start)}");
    }
}
