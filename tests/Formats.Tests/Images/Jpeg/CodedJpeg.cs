namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>
/// An image of random coefficients, coded by the plainest means: a code of two lengths for all symbols, one scan. What it decodes to is
/// computed from the coefficients by the formulas, in double precision.
/// </summary>
internal sealed class CodedJpeg
{
    private static readonly (int H, int V)[][] _samplings =
    [
        [(1, 1), (1, 1), (1, 1)],
        [(2, 1), (1, 1), (1, 1)],
        [(2, 2), (1, 1), (1, 1)],
        [(1, 2), (1, 1), (1, 1)],
        [(4, 1), (1, 1), (1, 1)],
        [(1, 1), (2, 1), (1, 2)],
        [(1, 1)],
    ];
    private static readonly int[] _zigzag = [.. Enumerable.Range(0, 64).OrderBy(i => i / 8 + i % 8).ThenBy(i => (i / 8 + i % 8) % 2 == 0 ? i % 8 : i / 8)];

    private readonly (int H, int V)[] _sampling;
    private readonly int[] _steps;
    private readonly int[][,,] _coefficients;
    private readonly int _codeLength;
    private readonly int _restartInterval;

    public CodedJpeg(Random random)
    {
        (Height, Width) = (1 + random.Next(40), 1 + random.Next(40));
        _sampling = _samplings[random.Next(_samplings.Length)];
        _steps = [.. Enumerable.Range(0, 64).Select(_ => 1 + random.Next(20))];
        _codeLength = random.Next(8, 16);
        _restartInterval = random.Next(4);
        _coefficients = [.. _sampling.Select(one => Random(random, Units.Down * one.V, Units.Across * one.H))];
    }

    public int Height { get; }

    public int Width { get; }

    public int Channels => _sampling.Length;

    private (int H, int V) Largest => (_sampling.Max(one => one.H), _sampling.Max(one => one.V));

    private (int Down, int Across) Units => ((Height - 1) / (8 * Largest.V) + 1, (Width - 1) / (8 * Largest.H) + 1);

    public override string ToString() =>
        $"{Height} x {Width}, sampling {string.Join(' ', _sampling)}, codes of {_codeLength} bits, restarts {_restartInterval}";

    public byte[] File()
    {
        byte[] frame =
        [
            8,
            0,
            (byte)Height,
            0,
            (byte)Width,
            (byte)Channels,
            .. _sampling.SelectMany((one, i) => new[] { (byte)(i + 1), (byte)(one.H << 4 | one.V), (byte)0 }),
        ];
        byte[] counts = [.. Enumerable.Range(1, 16).Select(length => (byte)(length == _codeLength || length == _codeLength + 1 ? 128 : 0))];
        byte[] symbols = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        byte[] scan = [(byte)Channels, .. Enumerable.Range(1, Channels).SelectMany(i => new[] { (byte)i, (byte)0 }), 0, 63, 0];
        return JpegPart.Join([
            new(0xDB, [0x10, .. Enumerable.Range(0, 64).SelectMany(i => new[] { (byte)0, (byte)_steps[_zigzag[i]] })], []),
            new(0xC4, [0x00, .. counts, .. symbols, 0x10, .. counts, .. symbols], []),
            new(0xDD, [0, (byte)_restartInterval], []),
            new(0xC1, frame, []),
            new(0xDA, scan, Data()),
        ]);
    }

    /// <summary>Samples before they are rounded to whole numbers, row by row, channels interleaved.</summary>
    public double[] Expected()
    {
        double[][,] planes = [.. _coefficients.Select(Samples)];
        List<double> expected = [];
        for (int y = 0; y < Height; y++)
        for (int x = 0; x < Width; x++)
        {
            double[] value = [.. planes.Select((plane, i) => Enlarged(plane, _sampling[i], y, x))];
            double[] colours =
                Channels == 1
                    ? value
                    :
                    [
                        value[0] + 1.402 * (value[2] - 128),
                        value[0] - 0.344136 * (value[1] - 128) - 0.714136 * (value[2] - 128),
                        value[0] + 1.772 * (value[1] - 128),
                    ];
            expected.AddRange(colours.Select(colour => Math.Clamp(colour, 0, 255)));
        }

        return [.. expected];
    }

    private static int[,,] Random(Random random, int down, int across)
    {
        int[,,] blocks = new int[down, across, 64];
        for (int block = 0; block < down * across; block++)
        {
            blocks[block / across, block % across, 0] = random.Next(-40, 40);
            for (int count = random.Next(12); count > 0; count--)
                blocks[block / across, block % across, random.Next(random.Next(2) == 0 ? 10 : 64)] = random.Next(-6, 7);
        }

        return blocks;
    }

    private double[,] Samples(int[,,] blocks)
    {
        double[,] samples = new double[8 * blocks.GetLength(0), 8 * blocks.GetLength(1)];
        for (int y = 0; y < samples.GetLength(0); y++)
        for (int x = 0; x < samples.GetLength(1); x++)
        {
            double sum = 128;
            for (int i = 0; i < 64; i++)
                sum += blocks[y / 8, x / 8, i] * _steps[i] * Wave(y % 8, i / 8) * Wave(x % 8, i % 8);
            samples[y, x] = Math.Clamp(sum, 0, 255);
        }

        return samples;
    }

    private static double Wave(int position, int frequency) =>
        (frequency == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((2 * position + 1) * frequency * Math.PI / 16);

    /// <summary>The triangle where an axis is halved, along both axes on their own; repetition otherwise.</summary>
    private double Enlarged(double[,] plane, (int H, int V) own, int y, int x)
    {
        (int height, int width) = ((Height * own.V + Largest.V - 1) / Largest.V, (Width * own.H + Largest.H - 1) / Largest.H);
        (int down, int across) = (Largest.V / own.V, Largest.H / own.H);
        bool smoothAcross = across == 2 && width > 2;
        double Column(int row) =>
            smoothAcross ? 0.75 * plane[row, x / 2] + 0.25 * plane[row, Math.Clamp(x / 2 + (x % 2 == 0 ? -1 : 1), 0, width - 1)] : plane[row, x / across];
        return down == 2 && (smoothAcross || across == 1)
            ? 0.75 * Column(y / 2) + 0.25 * Column(Math.Clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, height - 1))
            : Column(y / down);
    }

    private byte[] Data()
    {
        CodedBits bits = new(_codeLength);
        int[] previous = new int[Channels];
        for (int unit = 0; unit < Units.Down * Units.Across; unit++)
        {
            if (_restartInterval > 0 && unit > 0 && unit % _restartInterval == 0)
            {
                bits.Restart(unit / _restartInterval - 1);
                Array.Clear(previous);
            }

            for (int i = 0; i < Channels; i++)
            for (int block = 0; block < _sampling[i].H * _sampling[i].V; block++)
                WriteBlock(
                    bits,
                    _coefficients[i],
                    unit / Units.Across * _sampling[i].V + block / _sampling[i].H,
                    unit % Units.Across * _sampling[i].H + block % _sampling[i].H,
                    ref previous[i]
                );
        }

        return bits.Finish();
    }

    private static void WriteBlock(CodedBits bits, int[,,] blocks, int row, int column, ref int previous)
    {
        bits.Write(0, blocks[row, column, 0] - previous);
        previous = blocks[row, column, 0];
        int zeros = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = blocks[row, column, _zigzag[k]];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
                bits.Symbol(0xF0);
            bits.Write(zeros, value);
            zeros = 0;
        }

        if (zeros > 0)
            bits.Symbol(0);
    }
}
