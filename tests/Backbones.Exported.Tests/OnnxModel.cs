using System.Text;

namespace Backbones.Exported.Tests;

/// <summary>
/// Small ONNX models, written as protobuf (onnx.proto3 of ONNX 1.11, IR version 8, opset 16): a chain or fan of nodes over one input.
/// </summary>
internal sealed class OnnxModel
{
    private readonly List<byte[]> _nodes = [],
        _initializers = [],
        _inputs = [],
        _outputs = [];

    /// <summary>Adds the image; a size of 0 is open.</summary>
    public OnnxModel Input(string name, int type, params int[] shape)
    {
        _inputs.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Adds an output; a size of 0 is open.</summary>
    public OnnxModel Output(string name, params int[] shape)
    {
        _outputs.Add(Value(name, 1, shape));
        return this;
    }

    /// <summary>Adds constants, float32.</summary>
    public OnnxModel Weights(string name, long[] shape, float[] values)
    {
        _initializers.Add([
            .. shape.SelectMany(size => Varint(1, (ulong)size)),
            .. Varint(2, 1),
            .. Text(8, name),
            .. Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]),
        ]);
        return this;
    }

    /// <summary>Adds an operation; attributes are whole numbers.</summary>
    public OnnxModel Node(string operation, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        _nodes.Add([
            .. inputs.SelectMany(input => Text(1, input)),
            .. Text(2, output),
            .. Text(4, operation),
            .. attributes.SelectMany(one => Bytes(5, [.. Text(1, one.Name), .. Varint(3, (ulong)one.Value), .. Varint(20, 2)])),
        ]);
        return this;
    }

    /// <summary>Writes the file.</summary>
    public string Write(string path)
    {
        byte[] graph =
        [
            .. _nodes.SelectMany(node => Bytes(1, node)),
            .. Text(2, "graph"),
            .. _initializers.SelectMany(one => Bytes(5, one)),
            .. _inputs.SelectMany(one => Bytes(11, one)),
            .. _outputs.SelectMany(one => Bytes(12, one)),
        ];
        File.WriteAllBytes(path, [.. Varint(1, 8), .. Bytes(7, graph), .. Bytes(8, [.. Text(1, ""), .. Varint(2, 16)])]);
        return path;
    }

    private static byte[] Value(string name, int type, int[] shape)
    {
        byte[] dimensions =
        [
            .. shape.SelectMany((size, axis) => Bytes(1, size > 0 ? Varint(1, (ulong)size) : Text(2, FormattableString.Invariant($"{name}{axis}")))),
        ];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, [.. Varint(1, (ulong)type), .. Bytes(2, dimensions)]))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) => [.. Number(((ulong)field << 3) | 2), .. Number((ulong)bytes.Length), .. bytes];

    private static byte[] Varint(int field, ulong value) => [.. Number((ulong)field << 3), .. Number(value)];

    private static IEnumerable<byte> Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
