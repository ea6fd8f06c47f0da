using System.Text;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Fixtures;

namespace DeferredSeg.Formats.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_element_type_comes_back_as_it_was_written()
    {
        (TensorInfo Tensor, ReadOnlyMemory<byte> Values)[] tensors =
        [
            .. Enum.GetValues<TensorDType>()
                .Select(dtype => (new TensorInfo($"w.{dtype}", dtype, 2, 3), (ReadOnlyMemory<byte>)FixtureValue.Bytes(dtype, Enumerable.Range(0, 6)))),
        ];
        SafetensorsWriter.Write(_folder["all.safetensors"], tensors, new Dictionary<string, string> { ["epoch"] = "3", ["näme"] = "\"quoted\"\n" });

        using SafetensorsFile file = SafetensorsFile.Open(_folder["all.safetensors"]);
        Assert.Equal(tensors.Length, file.Tensors.Count);
        foreach ((TensorInfo tensor, ReadOnlyMemory<byte> values) in tensors)
        {
            Assert.True(file.TryGet(tensor.Name, out TensorInfo? found));
            Assert.Equal(tensor.ToString(), found.ToString());
            Assert.Equal(values.ToArray(), TensorBytes.Of(file, found));
        }

        Assert.Equal("3", file.Metadata["epoch"]);
        Assert.Equal("\"quoted\"\n", file.Metadata["näme"]);
    }

    [Fact]
    public void The_bytes_depend_on_the_content_alone_and_the_data_are_aligned()
    {
        (TensorInfo, ReadOnlyMemory<byte>)[] tensors =
        [
            (new TensorInfo("b", TensorDType.UInt8, 3), new byte[] { 1, 2, 3 }),
            (new TensorInfo("z", TensorDType.Float32), new byte[] { 4, 5, 6, 7 }),
            (new TensorInfo("a", TensorDType.Float32), new byte[] { 8, 9, 10, 11 }),
        ];
        SafetensorsWriter.Write(_folder["one"], tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        SafetensorsWriter.Write(_folder["two"], [.. tensors.Reverse()], new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        byte[] file = File.ReadAllBytes(_folder["one"]);
        Assert.Equal(file, File.ReadAllBytes(_folder["two"]));
        const string header =
            """{"__metadata__":{"a":"1","b":"2"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"z":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""";
        int padded = (header.Length + 7) / 8 * 8;
        Assert.Equal(padded, BitConverter.ToInt64(file));
        Assert.Equal(header.PadRight(padded), Encoding.UTF8.GetString(file, 8, padded));
        Assert.Equal([8, 9, 10, 11, 4, 5, 6, 7, 1, 2, 3], file[(8 + padded)..]);
    }

    [Fact]
    public void A_rewritten_golden_file_keeps_every_value()
    {
        using ITensorFile golden = WeightFile.Open(TestFiles.Golden("unet/bilinear_w4.weights.safetensors"));
        SafetensorsWriter.Write(_folder["copy"], golden.Tensors, (tensor, values) => values.Write(TensorBytes.Of(golden, tensor)), golden.Metadata);
        using ITensorFile copy = WeightFile.Open(_folder["copy"]);
        Assert.Equal(golden.Metadata, copy.Metadata);
        Assert.True(StateDictReport.Compare(golden.Tensors, copy.Tensors).Matches);
        Assert.All(golden.Tensors, tensor => Assert.Equal(TensorBytes.Of(golden, tensor), TensorBytes.Of(copy, tensor)));
    }

    [Theory]
    [InlineData(3, "but 3 were written")]
    [InlineData(5, "but more were written")]
    public void Values_of_the_wrong_length_leave_the_old_file_and_nothing_else(int bytes, string reason)
    {
        File.WriteAllText(_folder["w"], "old");
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() =>
            SafetensorsWriter.Write(_folder["w"], [new TensorInfo("a", TensorDType.Float32)], (_, values) => values.Write(new byte[bytes]))
        );
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder["w"]));
        Assert.Single(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void A_repeated_or_reserved_name_is_refused()
    {
        TensorInfo tensor = new("a", TensorDType.UInt8, 0);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_folder["w"], [tensor, new TensorInfo("a", TensorDType.Bool)], (_, _) => { }));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_folder["w"], [new TensorInfo("__metadata__", TensorDType.UInt8, 0)], (_, _) => { }));
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }
}
