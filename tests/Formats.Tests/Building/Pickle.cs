using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Formats.Tests.Building;

/// <summary>Writes pickles instruction by instruction, honest ones and others.</summary>
internal sealed class Pickle
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public static Pickle Protocol(byte version) => new Pickle().Raw(0x80, version);

    public Pickle Raw(params ReadOnlySpan<byte> raw)
    {
        _bytes.AddRange(raw);
        return this;
    }

    public Pickle Op(char opcode) => Raw((byte)opcode);

    public Pickle Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public Pickle Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').Int32(utf8.Length).Raw(utf8);
    }

    public Pickle Integer(long value) => value is >= int.MinValue and <= int.MaxValue ? Op('J').Int32((int)value) : Raw(0x8a, 8).Int64(value);

    public Pickle Int32(int value)
    {
        Span<byte> raw = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(raw, value);
        return Raw(raw);
    }

    public Pickle Int64(long value)
    {
        Span<byte> raw = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(raw, value);
        return Raw(raw);
    }

    public Pickle Integers(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (long value in values)
            Integer(value);
        return Op('t');
    }

    /// <summary>A storage by its persistent id.</summary>
    public Pickle Storage(string storageClass, string key, long elements) =>
        Op('(').Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Integer(elements).Op('t').Op('Q');

    /// <summary>Hooks and the call of _rebuild_tensor_v2 after its function, mark and storage were written.</summary>
    public Pickle FinishTensor(long offset, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides) =>
        Integer(offset).Integers(shape).Integers(strides).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R');

    public Pickle Tensor(string storageClass, string key, long elements, long offset, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(storageClass, key, elements).FinishTensor(offset, shape, strides);

    public byte[] Stop() => [.. _bytes, (byte)'.'];
}
