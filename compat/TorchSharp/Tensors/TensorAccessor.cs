using System.Collections;
using System.Runtime.CompilerServices;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order. It borrows the tensor, which must outlive it.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private readonly T* _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        _data = (T*)tensor.DataPointer();
        Count = tensor.NumberOfElements;
        // Gradients that are zero throughout can come without memory.
        if (_data == null && Count > 0) throw new InvalidOperationException("The tensor has no memory to read: clone() gives it some.");
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = checked((int)(Count - tensorIndex));
        var target = array.Slice(arrayIndex, count);
        if (_contiguous) new ReadOnlySpan<T>(_data + tensorIndex, count).CopyTo(target);
        else
        {
            for (var i = 0; i < count; i++) target[i] = _data[Linear(tensorIndex + i)];
        }
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        if (source.Length > Count - tensorIndex) throw new ArgumentException($"{source.Length} values do not fit {Count - tensorIndex} elements.", nameof(array));
        for (var i = 0; i < source.Length; i++) _data[_contiguous ? tensorIndex + i : Linear(tensorIndex + i)] = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    public void Dispose()
    {
        // The tensor is borrowed: there is nothing to release.
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool Holds(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => typeof(T) == typeof(byte),
        torch.ScalarType.Int8 => typeof(T) == typeof(sbyte),
        torch.ScalarType.Int16 => typeof(T) == typeof(short),
        torch.ScalarType.Int32 => typeof(T) == typeof(int),
        torch.ScalarType.Int64 => typeof(T) == typeof(long),
        torch.ScalarType.Float16 => typeof(T) == typeof(Half),
        torch.ScalarType.Float32 => typeof(T) == typeof(float),
        torch.ScalarType.Float64 => typeof(T) == typeof(double),
        torch.ScalarType.Bool => typeof(T) == typeof(bool),
        _ => false,
    };

    internal static void ValidateType(torch.ScalarType type)
    {
        if (!Holds(type)) throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}: convert the tensor first, or ask for its own type.");
    }

    private T At(long index)
    {
        var value = _data[_contiguous ? index : Linear(index)];
        GC.KeepAlive(_tensor);
        return value;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1) return Checked(indices[0]);
        if (indices.Length != _shape.Length) throw new ArgumentException($"{indices.Length} indices for a tensor of {_shape.Length} dimensions.", nameof(indices));
        long offset = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i]) throw new IndexOutOfRangeException($"index {indices[i]} in dimension {i} of size {_shape[i]}");
            offset += indices[i] * _strides[i];
        }
        return offset;
    }

    private long Checked(long index) => index >= 0 && index < Count
        ? _contiguous ? index : Linear(index)
        : throw new IndexOutOfRangeException($"index {index} in a tensor of {Count} elements");

    private long Linear(long index)
    {
        long offset = 0;
        for (var i = _shape.Length - 1; i >= 0; i--)
        {
            offset += index % _shape[i] * _strides[i];
            index /= _shape[i];
        }
        return offset;
    }
}
