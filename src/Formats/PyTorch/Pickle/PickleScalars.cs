using System.Globalization;
using System.Numerics;
using System.Text;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Decodes the instructions that push a number, a text or bytes.</summary>
internal sealed class PickleScalars(PickleCursor cursor, PickleBudget budget)
{
    private const int LongestIntegerBytes = 256;
    private const ulong LongestTextBytes = 1 << 28;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A signed little-endian integer of any width.</summary>
    public PickleInteger Long(long byteCount, long at)
    {
        if (byteCount is < 0 or > LongestIntegerBytes)
            throw cursor.Refuse(at, $"an integer of {byteCount} bytes; at most {LongestIntegerBytes} are read");
        return new PickleInteger(new BigInteger(cursor.Take(byteCount)));
    }

    /// <summary>Decimal text; protocol 0 also writes the booleans so, as 00 and 01.</summary>
    public PickleValue DecimalInteger(long at)
    {
        string line = Line(at);
        if (line is "00" or "01")
            return line == "01" ? PickleBoolean.True : PickleBoolean.False;
        return BigInteger.TryParse(line.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? new PickleInteger(value)
            : throw cursor.Refuse(at, "an integer is expected as decimal text");
    }

    public PickleFloat DecimalFloat(long at) =>
        double.TryParse(Line(at), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? new PickleFloat(value)
            : throw cursor.Refuse(at, "a number is expected as decimal text");

    public PickleText Text(ulong byteCount, long at) => new(Decode(Take(byteCount, at), at));

    public PickleBytes Bytes(ulong byteCount, long at) => new(Take(byteCount, at).ToArray());

    /// <summary>Protocol 0 text; escapes are not written for any name that PyTorch saves.</summary>
    public PickleText TextLine(long at, bool quoted)
    {
        string line = Line(at);
        if (quoted)
            line = line.Length >= 2 && line[0] is '\'' or '"' && line[^1] == line[0] ? line[1..^1] : throw cursor.Refuse(at, "a text is expected in quotes");
        return line.Contains('\\')
            ? throw cursor.Refuse(at, "escapes in protocol 0 text are not read; save the file with protocol 2 or above")
            : new PickleText(line);
    }

    public string Line(long at) => Decode(cursor.TakeLine(), at);

    private ReadOnlySpan<byte> Take(ulong byteCount, long at)
    {
        if (byteCount > (ulong)cursor.Remaining)
            throw cursor.Refuse(at, $"a text or bytes of {byteCount} bytes, {cursor.Remaining} are left");
        if (byteCount > LongestTextBytes)
            throw cursor.Refuse(at, $"a text or bytes of {byteCount} bytes; at most {LongestTextBytes} are read");
        budget.SpendBytes((long)byteCount, at);
        return cursor.Take((long)byteCount);
    }

    private string Decode(ReadOnlySpan<byte> bytes, long at)
    {
        try
        {
            return _utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw cursor.Refuse(at, "a text is not UTF-8", e);
        }
    }
}
