namespace TorchSharp.Interop;

/// <summary>
/// An argument of an operator, made from what C# has at hand. Absence (a null) is <see cref="Tag.None"/>: the operator's
/// schema then supplies its default.
/// </summary>
internal readonly struct Arg
{
    private Arg(Tag tag, long bits = 0, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    public Tag Tag { get; }

    public long Bits { get; }

    public object? Reference { get; }

    public static Arg None => default;

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, 0, tensor);
    public static implicit operator Arg(long value) => new(Tag.Long, value);
    public static implicit operator Arg(int value) => new(Tag.Long, value);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(torch.ScalarType value) => new(Tag.Long, (long)value);
    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(Scalar? value) => value is null ? default : new(value.Tag, value.Bits);
    public static implicit operator Arg(long[]? values) => values is null ? default : new(Tag.Longs, 0, values);
    public static implicit operator Arg(double[]? values) => values is null ? default : new(Tag.Doubles, 0, values);
    public static implicit operator Arg(bool[]? values) => values is null ? default : new(Tag.Bools, 0, values);
    public static implicit operator Arg(torch.Tensor?[]? tensors) => tensors is null ? default : new(Tag.Tensors, 0, tensors);
    public static implicit operator Arg(string? text) => text is null ? default : new(Tag.String, 0, text);
    public static implicit operator Arg(torch.Generator? generator) => generator is null ? default : new(Tag.Generator, 0, generator);
    public static implicit operator Arg(torch.Device? device) => device is null ? default : new(Tag.Device, 0, device);
}
