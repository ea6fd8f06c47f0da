namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>Writes symbols 0 to 127 as codes of a length and the others as codes that are one bit longer, and numbers after them.</summary>
internal sealed class CodedBits(int codeLength)
{
    private readonly List<byte> _bytes = [];
    private int _value;
    private int _count;

    public void Symbol(int symbol)
    {
        if (symbol < 128)
            Bits(symbol, codeLength);
        else
            Bits(256 + symbol - 128, codeLength + 1);
    }

    /// <summary>A run of zeros and a number after it.</summary>
    public void Write(int run, int value)
    {
        int category = 0;
        while (Math.Abs(value) >= 1 << category)
            category++;
        Symbol(run << 4 | category);
        Bits(value < 0 ? value + (1 << category) - 1 : value, category);
    }

    public void Restart(int index)
    {
        Fill();
        _bytes.AddRange([0xFF, (byte)(0xD0 + index % 8)]);
    }

    public byte[] Finish()
    {
        Fill();
        return [.. _bytes];
    }

    private void Fill()
    {
        while (_count > 0)
            Bits(1, 1);
    }

    private void Bits(int value, int count)
    {
        while (--count >= 0)
        {
            _value = (_value << 1) | ((value >> count) & 1);
            if (++_count < 8)
                continue;
            _bytes.Add((byte)_value);
            if ((byte)_value == 0xFF)
                _bytes.Add(0);
            (_value, _count) = (0, 0);
        }
    }
}
