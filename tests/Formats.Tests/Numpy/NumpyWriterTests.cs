using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests.Numpy;

public class NumpyWriterTests
{
    [Fact]
    public void What_is_written_reads_back_and_equal_arrays_give_equal_files()
    {
        TestSeed.Print(_ =>
        {
            Random random = new(TestSeed.Value);
            using TemporaryFolder folder = new();
            foreach (TensorDType dtype in Enum.GetValues<TensorDType>().Where(dtype => dtype != TensorDType.BFloat16))
            {
                long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (long)random.Next(5))];
                TensorInfo tensor = new("a", dtype, shape);
                byte[] bytes = new byte[tensor.ByteCount];
                if (dtype != TensorDType.Bool)
                    random.NextBytes(bytes);
                NumpyWriter.WriteArray(folder["a.npy"], tensor, (_, file) => file.Write(bytes));
                using NpyFile array = NpyFile.Open(folder["a.npy"]);
                Assert.Equal(tensor.Form, array.Array.Form);
                Assert.Equal(bytes, TensorBytes.Of(array, "a"));
                NumpyWriter.WriteArchive(folder["a.npz"], [new("x/y", dtype, shape), tensor], (_, file) => file.Write(bytes));
                NumpyWriter.WriteArchive(folder["b.npz"], [tensor, new("x/y", dtype, shape)], (_, file) => file.Write(bytes));
                using NpzFile archive = NpzFile.Open(folder["a.npz"]);
                Assert.Equal(["a", "x/y"], archive.Tensors.Select(one => one.Name));
                Assert.Equal(bytes, TensorBytes.Of(archive, "x/y"));
                Assert.Equal(File.ReadAllBytes(folder["a.npz"]), File.ReadAllBytes(folder["b.npz"]));
            }
        });
    }

    [Fact]
    public void NumPys_own_file_is_written_again_byte_by_byte()
    {
        using TemporaryFolder folder = new();
        using NpzFile original = NpzFile.Open(NumpyFixtureTests.Fixture("stored.npz"));
        Assert.True(original.TryGet("c_f4", out TensorInfo? tensor));
        byte[] bytes = TensorBytes.Of(original, tensor);
        NumpyWriter.WriteArray(folder["again.npy"], tensor, (_, file) => file.Write(bytes));
        using System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(NumpyFixtureTests.Fixture("stored.npz"));
        using Stream entry = archive.GetEntry("c_f4.npy")!.Open();
        using MemoryStream expected = new();
        entry.CopyTo(expected);
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(folder["again.npy"]));
    }

    [Fact]
    public void Names_that_leave_the_archive_types_without_a_name_and_wrong_lengths_write_nothing()
    {
        using TemporaryFolder folder = new();
        TensorInfo tensor = new("a", TensorDType.UInt8, 2);
        Assert.Throws<ArgumentException>(() => NumpyWriter.WriteArchive(folder["a.npz"], [tensor, tensor], (_, _) => { }));
        Assert.Throws<ArgumentException>(() => NumpyWriter.WriteArchive(folder["a.npz"], [new("../a", TensorDType.UInt8)], (_, _) => { }));
        Assert.Throws<NotSupportedException>(() => NumpyWriter.WriteArray(folder["a.npy"], new("a", TensorDType.BFloat16), (_, _) => { }));
        Assert.Throws<InvalidOperationException>(() => NumpyWriter.WriteArray(folder["a.npy"], tensor, (_, file) => file.WriteByte(1)));
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }
}
