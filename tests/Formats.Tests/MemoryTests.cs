using System.Runtime.InteropServices;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;

namespace DeferredSeg.Formats.Tests;

public sealed class MemoryTests : IDisposable
{
    private const int Bytes = 64 << 20;
    private const int Side = 4096;
    private const long MostAllocated = 2 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _values = new byte[Bytes];
    private readonly byte[] _destination = new byte[Bytes];

    public MemoryTests() => new Random(1).NextBytes(_values);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_large_safetensors_file_is_read_and_written_without_a_copy_in_memory()
    {
        TensorInfo tensor = new("w", TensorDType.Float32, Side, Side);
        RequireFewAllocations(() => SafetensorsWriter.Write(_folder["w"], [(tensor, (ReadOnlyMemory<byte>)_values)]));
        RequireFewAllocations(() => Read("w"));
        Assert.True(_values.AsSpan().SequenceEqual(_destination));
    }

    [Fact]
    public void A_large_contiguous_tensor_of_a_zip_pth_is_read_without_a_copy_in_memory()
    {
        File.WriteAllBytes(_folder["w"], Archive.Zip(Pickles.Tensor("FloatStorage", "0", Bytes / 4, 0, [Side, Side], [Side, 1]), ("0", _values)));
        RequireFewAllocations(() => Read("tensor"));
        Assert.True(_values.AsSpan().SequenceEqual(_destination));
    }

    [Fact]
    public void A_large_transposed_tensor_of_a_zip_pth_is_read_without_a_copy_in_memory()
    {
        File.WriteAllBytes(_folder["w"], Archive.Zip(Pickles.Tensor("FloatStorage", "0", Bytes / 4, 0, [Side, Side], [1, Side]), ("0", _values)));
        RequireFewAllocations(() => Read("tensor"));
        ReadOnlySpan<int> from = MemoryMarshal.Cast<byte, int>(_values);
        ReadOnlySpan<int> to = MemoryMarshal.Cast<byte, int>(_destination);
        for (int row = 0; row < Side; row += 97)
        for (int column = 0; column < Side; column++)
            Assert.True(to[row * Side + column] == from[column * Side + row]);
    }

    private void Read(string name)
    {
        using ITensorFile file = WeightFile.Open(_folder["w"]);
        file.Read(name, _destination);
    }

    private static void RequireFewAllocations(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostAllocated, $"{allocated} bytes");
    }
}
