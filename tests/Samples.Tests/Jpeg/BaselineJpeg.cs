namespace Samples.Tests.Jpeg;

/// <summary>
/// The photographs of a data set as a test needs them: baseline JPEG (ITU-T T.81) of three components in one scan, 8 bits, without restarts. Halved
/// colour is enlarged by a triangle, as libjpeg does. Everything else is refused.
/// </summary>
internal static class BaselineJpeg
{
    /// <summary>Reads red, green and blue as planes <c>[height, width]</c>.</summary>
    public static (int Height, int Width, byte[][] Planes) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var tables = new Dictionary<int, HuffmanTable>();
        var quantisation = new Dictionary<int, float[]>();
        List<JpegComponent> components = [];
        var (height, width) = (0, 0);
        for (var at = 2; ;)
        {
            var (marker, length) = (bytes[at + 1], Word(bytes, at + 2));
            var segment = bytes.AsSpan(at + 4, length - 2);
            at += 2 + length;
            switch (marker)
            {
                case 0xDB:
                    for (var i = 0; i < segment.Length; i += 65) quantisation[segment[i]] = [.. segment.Slice(i + 1, 64).ToArray().Select(value => (float)value)];
                    break;
                case 0xC4:
                    for (var i = 0; i < segment.Length;)
                    {
                        var symbols = segment.Slice(i + 1, 16).ToArray().Sum(count => count);
                        tables[segment[i]] = new(segment.Slice(i + 1, 16), segment.Slice(i + 17, symbols));
                        i += 17 + symbols;
                    }
                    break;
                case 0xC0:
                    (height, width) = (segment[1] << 8 | segment[2], segment[3] << 8 | segment[4]);
                    for (var i = 0; i < segment[5]; i++) components.Add(new(segment[6 + 3 * i], segment[7 + 3 * i] >> 4, segment[7 + 3 * i] & 15, quantisation[segment[8 + 3 * i]]));
                    break;
                case 0xDA when components.Count == 3:
                    foreach (var component in components)
                    {
                        var selector = segment[2 + 2 * components.IndexOf(component)];
                        (component.Dc, component.Ac) = (tables[selector >> 4], tables[0x10 | (selector & 15)]);
                    }
                    Scan(new(bytes, at), components, height, width);
                    return (height, width, Colours(components, height, width));
                case >= 0xE0 and <= 0xEF or 0xFE:
                    break;
                default:
                    throw new InvalidDataException($"{path} has the marker {marker:X2}; only baseline JPEG of three components is read here.");
            }
        }
    }

    private static void Scan(BitReader bits, List<JpegComponent> components, int height, int width)
    {
        var (across, down) = (8 * components.Max(component => component.Blocks.Across), 8 * components.Max(component => component.Blocks.Down));
        var (columns, rows) = ((width + across - 1) / across, (height + down - 1) / down);
        foreach (var component in components) component.Allocate(columns, rows);
        for (var unit = 0; unit < columns * rows; unit++)
        {
            foreach (var component in components)
            {
                for (var block = 0; block < component.Blocks.Across * component.Blocks.Down; block++)
                    component.ReadBlock(bits, unit % columns * component.Blocks.Across + block % component.Blocks.Across, unit / columns * component.Blocks.Down + block / component.Blocks.Across);
            }
        }
    }

    private static byte[][] Colours(List<JpegComponent> components, int height, int width)
    {
        var (luma, blue, red) = (components[0], components[1], components[2]);
        if (luma.Blocks != (2, 2) || blue.Blocks != (1, 1) || red.Blocks != (1, 1)) throw new InvalidDataException("Only colour of half the size along both axes is read here.");
        var planes = new byte[3][] { new byte[height * width], new byte[height * width], new byte[height * width] };
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (l, b, r) = (luma.Samples[y * luma.Width + x], Enlarged(blue, height, width, y, x) - 128, Enlarged(red, height, width, y, x) - 128);
                var at = y * width + x;
                planes[0][at] = Whole(l + 1.402f * r);
                planes[1][at] = Whole(l - 0.344136f * b - 0.714136f * r);
                planes[2][at] = Whole(l + 1.772f * b);
            }
        }
        return planes;
    }

    /// <summary>Three quarters of the nearer sample and a quarter of the further one, along both axes, to a whole number; halves go up at even columns alone.</summary>
    private static float Enlarged(JpegComponent half, int height, int width, int y, int x)
    {
        var (nearY, nearX) = (y / 2, x / 2);
        var farY = Math.Clamp(nearY + (y % 2 == 0 ? -1 : 1), 0, (height + 1) / 2 - 1);
        var farX = Math.Clamp(nearX + (x % 2 == 0 ? -1 : 1), 0, (width + 1) / 2 - 1);
        float At(int row, int column) => half.Samples[row * half.Width + column];
        return MathF.Floor((9 * At(nearY, nearX) + 3 * At(nearY, farX) + 3 * At(farY, nearX) + At(farY, farX) + (x % 2 == 0 ? 8 : 7)) / 16);
    }

    private static byte Whole(float value) => (byte)Math.Clamp(MathF.Floor(value + 0.5f), 0, 255);

    private static int Word(byte[] bytes, int at) => bytes[at] << 8 | bytes[at + 1];
}
