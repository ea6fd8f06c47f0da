using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;
using DeferredSeg.Formats.Tests.Fixtures;

namespace DeferredSeg.Formats.Tests.PyTorch;

public class LayoutTests
{
    public static TheoryData<string> Files =>
        ["layouts.zip.p2.pth", "layouts.zip.p4.pth", "layouts.zip.p5.pth", "layouts.legacy.p1.pth", "layouts.legacy.p2.pth", "layouts.legacy.p4.pth"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_element_type_in_every_layout_is_read_row_major(string name)
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture(name));
        RequireAll(file);
    }

    [Fact]
    public void Deflated_storages_read_like_stored_ones()
    {
        byte[] deflated = Archive.Deflated(File.ReadAllBytes(TestFiles.Fixture("layouts.zip.p2.pth")));
        using PyTorchFile file = PyTorchFile.Open(deflated, "deflated.pth");
        RequireAll(file);
    }

    [Fact]
    public void The_tensors_are_listed_in_the_order_of_the_file()
    {
        using PyTorchFile file = PyTorchFile.Open(TestFiles.Fixture("layouts.zip.p2.pth"));
        IEnumerable<string> expected = Enum.GetValues<TensorDType>().SelectMany(dtype => FixtureLayout.All.Select(layout => $"{dtype}.{layout.Name}"));
        Assert.Equal(expected, file.Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(new long[] { 700, 900 }, new long[] { 1, 700 })]
    [InlineData(new long[] { 5, 400, 300 }, new long[] { 1, 1500, 5 })]
    [InlineData(new long[] { 300, 400 }, new long[] { 2000, 3 })]
    [InlineData(new long[] { 3, 250_000 }, new long[] { 0, 2 })]
    [InlineData(new long[] { 4, 70_000 }, new long[] { 150_000, 2 })]
    public void A_layout_larger_than_the_window_is_gathered_right(long[] shape, long[] strides)
    {
        const int elements = 700_000;
        int[] values = [.. Enumerable.Range(0, elements).Select(i => i * 31)];
        byte[] storage = new byte[elements * sizeof(int)];
        Buffer.BlockCopy(values, 0, storage, 0, storage.Length);
        byte[] pickle = Pickles.Tensor("IntStorage", "0", elements, 0, shape, strides);
        foreach (byte[] archive in (byte[][])[Archive.Zip(pickle, ("0", storage)), Archive.Deflated(Archive.Zip(pickle, ("0", storage)))])
        {
            using PyTorchFile file = PyTorchFile.Open(archive, "large.pth");
            byte[] bytes = TensorBytes.Of(file, "tensor");
            int[] expected = [.. Positions(shape, strides).Select(position => values[position])];
            int[] read = new int[expected.Length];
            Buffer.BlockCopy(bytes, 0, read, 0, bytes.Length);
            Assert.True(expected.AsSpan().SequenceEqual(read));
        }
    }

    [Fact]
    public void A_small_overlapping_layout_is_gathered_right()
    {
        byte[] pickle = Pickles.Tensor("ByteStorage", "0", 5, 0, [3, 3], [1, 1]);
        using PyTorchFile file = PyTorchFile.Open(Archive.Zip(pickle, ("0", [10, 11, 12, 13, 14])), "overlapping.pth");
        Assert.Equal([10, 11, 12, 11, 12, 13, 12, 13, 14], TensorBytes.Of(file, "tensor"));
    }

    [Fact]
    public void A_view_of_a_legacy_storage_begins_at_its_offset()
    {
        byte[] pickle = Pickles.LegacyView(rootElements: 6, viewOffset: 2, viewElements: 3, shape: [2], offset: 1);
        using PyTorchFile file = PyTorchFile.Open(Archive.Legacy(pickle, ("k", 6, [0, 10, 20, 30, 40, 50])), "view.pth");
        Assert.Equal([30, 40], TensorBytes.Of(file, "tensor"));
    }

    private static IEnumerable<long> Positions(long[] shape, long[] strides)
    {
        IEnumerable<long> positions = [0L];
        for (int i = 0; i < shape.Length; i++)
        {
            (long size, long stride) = (shape[i], strides[i]);
            positions = positions.SelectMany(from => Enumerable.Range(0, (int)size).Select(k => from + k * stride));
        }

        return positions;
    }

    private static void RequireAll(PyTorchFile file)
    {
        foreach (TensorDType dtype in Enum.GetValues<TensorDType>())
        foreach (FixtureLayout layout in FixtureLayout.All)
        {
            Assert.True(file.TryGet($"{dtype}.{layout.Name}", out TensorInfo? tensor));
            Assert.Equal(dtype, tensor.DType);
            Assert.Equal(layout.Shape, tensor.Shape.ToArray());
            Assert.Equal(FixtureValue.Bytes(dtype, layout.Positions), TensorBytes.Of(file, tensor));
        }
    }
}
