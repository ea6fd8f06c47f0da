using System.Runtime.InteropServices;

namespace Compat.TorchSharp.Tests.Values;

/// <summary>What a tensor tells of itself, its elements in C#, and its errors.</summary>
public sealed class ReadingTests : TensorTest
{
    [Fact]
    public void Elements_of_a_view_are_read_and_written_in_its_own_order()
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var values = Enumerable.Range(0, 12).Select(_ => random.NextDouble()).ToArray();
        var view = torch.tensor(values, [3, 4]).t()[1..];
        var data = view.data<double>();
        Assert.False(view.is_contiguous());
        Assert.Equal(9, data.Count);
        double[] expected = [.. from row in Enumerable.Range(1, 3) from column in Enumerable.Range(0, 3) select values[column * 4 + row]];
        Assert.Equal(expected, data.ToArray());
        Assert.Equal(expected, (IEnumerable<double>)data);
        Assert.Equal(values[2 * 4 + 2], data[1, 2]);
        Assert.Equal(values[2 * 4 + 2], data[5]);
        var target = new double[11];
        data.CopyTo(target, 2);
        Assert.Equal([0, 0, .. expected], target);
        data[1, 2] = -1;
        Assert.Equal(-1, view[1, 2].item<double>());
        data.CopyFrom([.. expected.Select(v => v + 1)]);
        Assert.Equal(expected.Select(v => v + 1), view.contiguous().data<double>().ToArray());
        Assert.Throws<IndexOutOfRangeException>(() => data[3, 0]);
        Assert.Throws<ArgumentException>(() => view.data<float>());
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        using var scope = NewDisposeScope();
        var x = torch.tensor([1.5f, -2]);
        Assert.Equal([1.5f, -2], MemoryMarshal.Cast<byte, float>(x.bytes).ToArray());
        x.bytes = MemoryMarshal.AsBytes(new[] { 3f, 4f }.AsSpan());
        Assert.Equal([3f, 4f], x.data<float>().ToArray());
        Assert.Throws<NotSupportedException>(() => torch.zeros(2, 3).t().bytes.Length);
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[3]);
    }

    [Fact]
    public void One_element_is_read_as_a_number()
    {
        using var scope = NewDisposeScope();
        var x = torch.tensor(2.75);
        Assert.Equal((2.75, 2.75f, 2.75), (x.item<double>(), x.ToSingle(), (double)x));
        Assert.Equal((2.75f, 2, 2L, (byte)2, true), ((float)x, (int)x, (long)x, (byte)x, (bool)x));
        Assert.Equal((7L, 7, 7L, true), (torch.tensor(7L).item<long>(), torch.tensor(7L).ToInt32(), torch.tensor(7).ToInt64(), torch.tensor(true).ToBoolean()));
        Assert.Equal((1.5, 1.5f), (torch.tensor(1.5f).bfloat16().ToDouble(), torch.tensor(1.5f).half().ToSingle()));
        Assert.Equal(ScalarType.Float64, x.ToScalar().Type);
        Assert.Equal((3f, 4.0, 5L), (torch.tensor([2f, 3]).ReadCpuSingle(1), torch.tensor([4.0, 1]).ReadCpuDouble(0), torch.tensor([5L, 6]).ReadCpuInt64(0)));
        Assert.Throws<ArgumentException>(() => torch.zeros(2).item<float>());
    }

    [Fact]
    public void A_tensor_tells_its_geometry()
    {
        using var scope = NewDisposeScope();
        var x = torch.zeros(2, 3, 4, ScalarType.Float64).transpose(1, 2)[1];
        Assert.Equal([4, 3], x.shape);
        Assert.Equal([4, 3], x.size());
        Assert.Equal([1, 4], x.stride());
        Assert.Equal((4L, 3L, 1L, 4L), (x.size(0), x.size(-1), x.stride(0), x.stride(1)));
        Assert.Equal((2L, 2L, 2L, 12L, 12L, 12L, 12L), (x.dim(), x.Dimensions, x.ndim, x.numel(), x.NumberOfElements, numel(x), x.storage_offset()));
        Assert.Equal((8L, 8L, false, true), (x.element_size(), x.ElementSize, x.is_contiguous(), x.t().is_contiguous()));
        Assert.Equal("[4x3], type = Float64, device = cpu", x.ToString());
        Assert.Equal((DeviceType.CPU, DeviceType.CPU, -1, true, false, false, false), (x.device.type, x.device_type, x.device_index, x.is_cpu(), x.is_cuda, x.is_sparse, x.is_meta));
        Assert.True(torch.zeros([2], device: META).is_meta);
    }

    [Fact]
    public void Devices_are_named_as_PyTorch_names_them()
    {
        Assert.Equal(["cpu", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "cuda:0"],
            ((Device[])[torch.device("cpu"), torch.device("cuda"), torch.device("cuda", 1), torch.device(DeviceType.CUDA, 2), torch.device(3), torch.CUDA]).Select(device => device.ToString()));
        Assert.Throws<ArgumentException>(() => torch.device("tpu"));
        Assert.False(cuda_is_available() && cuda.device_count() == 0);
        Assert.Matches("^[0-9]+[.][0-9]+", __version__);
    }

    [Fact]
    public void Unequal_shapes_throw_with_the_text_of_libtorch()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (torch.zeros(2, 3), torch.zeros(4, 5));
        Assert.Contains("must match the size of tensor b (5)", Assert.Throws<ExternalException>(() => x + y).Message);
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", Assert.Throws<ExternalException>(() => x.mm(y)).Message);
        Assert.Contains("is invalid for input of size 6", Assert.Throws<ExternalException>(() => x.reshape(4, 2)).Message);
        Assert.Contains("index 9 out of range", Assert.Throws<ExternalException>(() => x[9]).Message);
    }

    [Fact]
    public void A_disposed_tensor_throws()
    {
        var x = torch.zeros(2, 3);
        x.Dispose();
        Assert.True(x.IsInvalid);
        foreach (var use in (Action[])[() => x.add(1), () => _ = x.shape, () => x.data<float>(), () => x.backward(), () => cat([x]), () => x.add_(x), () => _ = x.dtype, () => _ = x.Handle])
            Assert.Throws<InvalidOperationException>(use);
        x.Dispose();
    }

    [Fact]
    public void Wrappers_count_name_and_hand_over_what_they_hold()
    {
        using var scope = NewDisposeScope();
        var before = Tensor.TotalCount;
        var x = torch.ones(2);
        x.name = "x";
        Assert.Equal(("x", before + 1), (x.name, Tensor.TotalCount));
        Assert.True(Tensor.PeakCount >= Tensor.TotalCount);
        var handle = x.DecoupleFromNativeHandle();
        Assert.Equal((true, before), (x.IsInvalid, Tensor.TotalCount));
        Assert.Equal([1f, 1f], Tensor.UnsafeCreateTensor(handle).data<float>().ToArray());
    }

    [Fact]
    public void Scopes_dispose_what_does_not_leave_them()
    {
        using var outer = NewDisposeScope();
        Tensor inside, moved, other, beside, detached;
        using (var inner = NewDisposeScope())
        {
            Assert.Same(inner, CurrentDisposeScope);
            (inside, moved, other, beside, detached) = (torch.zeros(1), torch.zeros(1).MoveToOuterDisposeScope(), torch.zeros(1).MoveToOtherDisposeScope(outer), torch.zeros(1), torch.zeros(1).DetachFromDisposeScope());
            beside.MoveToOtherDisposeScope(moved);
        }
        using var owned = detached;
        Assert.Equal([true, false, false, false, false], ((Tensor[])[inside, moved, other, beside, detached]).Select(x => x.IsInvalid));
        Tensor? intermediate = null;
        var result = WrappedTensorDisposeScope(() => (intermediate = torch.ones(1)) + 1);
        Assert.Equal((true, 2f), (intermediate!.IsInvalid, result.item<float>()));
        Assert.True(moved.Equals((object)other));
        Assert.False(moved.Equals("another thing"));
    }
}
