namespace Samples.Tests.Jpeg;

/// <summary>The bits of a scan, the highest of a byte first; a byte 255 in it is followed by a 0 that means nothing.</summary>
internal sealed class BitReader(byte[] bytes, int position)
{
    private int _position = position;
    private int _buffer;
    private int _left;

    public int Read()
    {
        if (_left == 0)
        {
            _buffer = bytes[_position++];
            if (_buffer == 0xFF && bytes[_position++] != 0) throw new InvalidDataException("The JPEG's scan ends too early, or has restart markers.");
            _left = 8;
        }
        return (_buffer >> --_left) & 1;
    }

    /// <summary>A number of a category: its bits, negative where the first of them is 0 (T.81, F.2.2.1).</summary>
    public int ReadSigned(int category)
    {
        var value = 0;
        for (var i = 0; i < category; i++) value = (value << 1) | Read();
        return category > 0 && value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }
}
