using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number that is not a tensor: it takes part in type promotion by its kind (bool, integer, floating) alone.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(Tag tag, long bits)
    {
        Tag = tag;
        Bits = bits;
    }

    public torch.ScalarType Type => Tag switch
    {
        Tag.Double => torch.ScalarType.Float64,
        Tag.Long => torch.ScalarType.Int64,
        _ => torch.ScalarType.Bool,
    };

    internal Tag Tag { get; }

    internal long Bits { get; }

    internal object Value => Tag switch
    {
        Tag.Double => BitConverter.Int64BitsToDouble(Bits),
        Tag.Long => Bits,
        _ => Bits != 0,
    };

    public static implicit operator Scalar(byte value) => new(Tag.Long, value);

    public static implicit operator Scalar(sbyte value) => new(Tag.Long, value);

    public static implicit operator Scalar(short value) => new(Tag.Long, value);

    public static implicit operator Scalar(int value) => new(Tag.Long, value);

    public static implicit operator Scalar(long value) => new(Tag.Long, value);

    public static implicit operator Scalar(Half value) => (double)value;

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0);

    public void Dispose()
    {
        // Nothing native stands behind it here; TorchSharp's own does hold a handle.
    }
}
