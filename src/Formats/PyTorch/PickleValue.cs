using System.Numerics;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>
/// A node of the object that a <c>.pth</c> file holds, as plain data. The whole is a tree of bounded depth and size:
/// what the file shares between places is seen at each of them.
/// </summary>
public abstract class PickleValue
{
    private protected PickleValue() { }

    /// <summary>The Python name of the kind: list, dict, tensor and so on; for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>Python's None.</summary>
public sealed class PickleNone : PickleValue
{
    internal static readonly PickleNone Value = new();

    private PickleNone() { }

    /// <inheritdoc/>
    public override string Kind => "None";
}

/// <summary>Python's True or False.</summary>
public sealed class PickleBoolean : PickleValue
{
    internal static readonly PickleBoolean True = new(true);
    internal static readonly PickleBoolean False = new(false);

    private PickleBoolean(bool value) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override string Kind => "bool";
}

/// <summary>A Python int, which has no fixed width.</summary>
public sealed class PickleInteger : PickleValue
{
    internal PickleInteger(BigInteger value) => Value = value;

    /// <summary>The value.</summary>
    public BigInteger Value { get; }

    /// <inheritdoc/>
    public override string Kind => "int";
}

/// <summary>A Python float, which is a binary64.</summary>
public sealed class PickleFloat : PickleValue
{
    internal PickleFloat(double value) => Value = value;

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string Kind => "float";
}

/// <summary>A Python str.</summary>
public sealed class PickleText : PickleValue
{
    internal PickleText(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string Kind => "str";
}

/// <summary>Python bytes or a bytearray.</summary>
public sealed class PickleBytes : PickleValue
{
    internal PickleBytes(byte[] value) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <inheritdoc/>
    public override string Kind => "bytes";
}
