using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests.PyTorch;

public class TensorRefusalTests
{
    [Theory]
    [InlineData(0, new long[] { 5 }, new long[] { 1 }, "reaches out of its storage of 4 elements")]
    [InlineData(1, new long[] { 4 }, new long[] { 1 }, "reaches out of its storage")]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 3, 1 }, "reaches out of its storage")]
    [InlineData(long.MaxValue, new long[] { 1 }, new long[] { 1 }, "reaches out of its storage")]
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue }, "reaches out of its storage")]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, "negative offset, size or stride")]
    [InlineData(0, new long[] { -1 }, new long[] { 1 }, "negative offset, size or stride")]
    [InlineData(3, new long[] { 2 }, new long[] { -1 }, "negative offset, size or stride")]
    [InlineData(0, new long[] { 2 }, new long[] { 1, 1 }, "1 sizes and 2 strides")]
    [InlineData(0, new long[] { 1L << 62, 4 }, new long[] { 0, 0 }, "bytes exceed 2^63 - 1")]
    [InlineData(0, new long[] { 1L << 40 }, new long[] { 0 }, "repeats its storage of 16 bytes")]
    public void A_layout_that_does_not_fit_its_storage_is_refused(long offset, long[] shape, long[] strides, string reason) =>
        Refuse(Pickles.Tensor("FloatStorage", "0", 4, offset, shape, strides), reason, fromEnd: 2);

    [Fact]
    public void A_large_layout_that_overlaps_itself_is_refused()
    {
        byte[] pickle = Pickles.Tensor("ByteStorage", "0", 3 << 20, 0, [1 << 20, 2], [2, 2]);
        Refuse(pickle, "overlaps itself", fromEnd: 2, storage: new byte[3 << 20]);
    }

    [Fact]
    public void More_than_64_dimensions_are_refused()
    {
        long[] ones = [.. Enumerable.Repeat(1L, 65)];
        Refuse(Pickles.Tensor("FloatStorage", "0", 4, 0, ones, ones), "at most 64 dimensions", fromEnd: 2);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_storage_of_an_impossible_length_is_refused(long elements) =>
        Refuse(Pickle.Protocol(2).Storage("FloatStorage", "0", elements).Stop(), $"a storage has {elements} elements", fromEnd: 2);

    [Fact]
    public void A_storage_shorter_than_claimed_is_refused() =>
        Refuse(Pickle.Protocol(2).Storage("FloatStorage", "0", 5).Stop(), "takes 20 bytes, but its entry has 16", fromEnd: 2);

    [Fact]
    public void A_storage_that_is_not_in_the_archive_is_refused() =>
        Refuse(Pickle.Protocol(2).Storage("FloatStorage", "1", 4).Stop(), "no entry 'archive/data/1'", fromEnd: 2);

    [Fact]
    public void Two_lengths_of_one_storage_are_refused() =>
        Refuse(
            Pickle.Protocol(2).Op(']').Storage("FloatStorage", "0", 4).Op('a').Storage("FloatStorage", "0", 3).Stop(),
            "has 12 bytes here, but 16 where byte",
            fromEnd: 2
        );

    [Fact]
    public void A_persistent_id_that_names_no_storage_is_refused()
    {
        Refuse(Pickle.Protocol(2).Text("x").Op('Q').Stop(), "a persistent id is str", fromEnd: 2);
        Refuse(Pickle.Protocol(2).Op('(').Text("storage").Op('t').Op('Q').Stop(), "a persistent id is not ('storage'", fromEnd: 2);
        Refuse(Pickle.Protocol(2).Op('(').Text("module").Op('N').Op('t').Op('Q').Stop(), "a whole module", fromEnd: 2);
    }

    [Fact]
    public void A_view_beyond_its_legacy_storage_is_refused()
    {
        byte[] pickle = Pickles.LegacyView(rootElements: 6, viewOffset: 4, viewElements: 3, shape: [1], offset: 0);
        Assert.Contains(
            "exceeds the 6 bytes",
            Assert.Throws<Formats.WeightFileException>(() => Formats.PyTorch.PyTorchFile.Open(Archive.Legacy(pickle, ("k", 6, new byte[6])), "view")).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_rebuild_without_its_arguments_is_refused()
    {
        Refuse(Pickle.Protocol(2).Global("torch._utils", "_rebuild_tensor_v2").Op(')').Op('R').Stop(), "has 0 arguments, expected 6 to 7", fromEnd: 2);
        Refuse(
            Pickle.Protocol(2).Global("torch._utils", "_rebuild_parameter").Op('N').Raw(0x89, (byte)'N', 0x87, (byte)'R').Stop(),
            "has None as its tensor",
            fromEnd: 2
        );
        Refuse(
            Pickle.Protocol(2).Global("torch._utils", "_rebuild_tensor_v2").Op('(').Op('N').FinishTensor(0, [1], [1]).Stop(),
            "has None as its storage",
            fromEnd: 2
        );
    }

    [Fact]
    public void An_untyped_storage_needs_a_stated_element_type()
    {
        Pickle Storage(string function) =>
            Pickle
                .Protocol(2)
                .Global("torch._utils", function)
                .Op('(')
                .Op('(')
                .Text("storage")
                .Global("torch.storage", "UntypedStorage")
                .Text("0")
                .Text("cpu")
                .Integer(16)
                .Op('t')
                .Op('Q');
        Refuse(Storage("_rebuild_tensor_v2").FinishTensor(0, [1], [1]).Stop(), "without stating an element type", fromEnd: 2);

        byte[] stated = Storage("_rebuild_tensor_v3").Integer(1).Integers(3).Integers(1).Raw(0x89).Op('N').Global("torch", "int32").Op('t').Op('R').Stop();
        using Formats.PyTorch.PyTorchFile file = Formats.PyTorch.PyTorchFile.Open(
            Archive.Zip(stated, ("0", [.. Enumerable.Range(0, 16).Select(i => (byte)i)])),
            "v3"
        );
        Assert.Equal("tensor Int32 [3]", file.Tensors[0].ToString());
        Assert.Equal([.. Enumerable.Range(4, 12).Select(i => (byte)i)], TensorBytes.Of(file, "tensor"));
    }

    /// <summary>Refused at an instruction counted from the end of the pickle; 2 is the one before STOP.</summary>
    private static void Refuse(byte[] pickle, string reason, int fromEnd, byte[]? storage = null)
    {
        byte[] file = Archive.Zip(pickle, ("0", storage ?? new byte[16]));
        Refusal.OfPyTorch(file, reason, file.AsSpan().IndexOf(pickle) + pickle.Length - fromEnd);
    }
}
