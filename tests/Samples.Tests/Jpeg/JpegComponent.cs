namespace Samples.Tests.Jpeg;

/// <summary>One colour component: its samples at its own size, whole blocks.</summary>
internal sealed class JpegComponent(int id, int across, int down, float[] quantisation)
{
    private static readonly int[] _zigzag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private static readonly float[] _cosines = [.. Enumerable.Range(0, 64).Select(i => (float)(Math.Cos((2 * (i / 8) + 1) * (i % 8) * Math.PI / 16) * (i % 8 == 0 ? Math.Sqrt(0.125) : 0.5)))];

    private int _previous;

    public int Id => id;

    /// <summary>Blocks of a minimum coded unit, along a row and a column.</summary>
    public (int Across, int Down) Blocks => (across, down);

    public HuffmanTable? Dc { get; set; }

    public HuffmanTable? Ac { get; set; }

    public int Width { get; private set; }

    public float[] Samples { get; private set; } = [];

    public void Allocate(int unitsAcross, int unitsDown)
    {
        Width = unitsAcross * across * 8;
        Samples = new float[Width * unitsDown * down * 8];
    }

    /// <summary>Reads a block (T.81, F.2.2) and writes its samples, 0 to 255.</summary>
    public void ReadBlock(BitReader bits, int column, int row)
    {
        var coefficients = new float[64];
        _previous += bits.ReadSigned(Dc!.Read(bits));
        coefficients[0] = _previous * quantisation[0];
        for (var k = 1; k < 64; k++)
        {
            var symbol = Ac!.Read(bits);
            var (run, category) = (symbol >> 4, symbol & 15);
            if (category == 0 && run < 15) break;
            k += run;
            if (category > 0) coefficients[_zigzag[k]] = bits.ReadSigned(category) * quantisation[k];
        }
        Transform(coefficients, column * 8, row * 8);
    }

    private void Transform(float[] coefficients, int left, int top)
    {
        var rows = new float[64];
        for (var v = 0; v < 8; v++)
        {
            for (var x = 0; x < 8; x++)
            {
                for (var u = 0; u < 8; u++) rows[v * 8 + x] += coefficients[v * 8 + u] * _cosines[x * 8 + u];
            }
        }
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var sum = 128f;
                for (var v = 0; v < 8; v++) sum += rows[v * 8 + x] * _cosines[y * 8 + v];
                Samples[(top + y) * Width + left + x] = Math.Clamp(MathF.Round(sum), 0, 255);
            }
        }
    }
}
