using System.Globalization;

namespace TorchSharp;

/// <summary>Numbers to scalars and back.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    public static double ToDouble(this Scalar value) => Convert.ToDouble(value.Value, CultureInfo.InvariantCulture);

    // C's conversion: towards zero, as libtorch's own Scalar.
    public static long ToInt64(this Scalar value) => value.Value is double number ? (long)number : Convert.ToInt64(value.Value, CultureInfo.InvariantCulture);

    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());

    public static byte ToByte(this Scalar value) => checked((byte)value.ToInt64());

    public static bool ToBoolean(this Scalar value) => Convert.ToBoolean(value.Value, CultureInfo.InvariantCulture);
}
