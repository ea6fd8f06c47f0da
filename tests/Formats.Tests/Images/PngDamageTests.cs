using System.Diagnostics;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tests.Mutation;
using Xunit.Abstractions;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>A damaged file opens or is refused: nothing else is thrown, nothing hangs, and memory stays in proportion to the file.</summary>
public class PngDamageTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_250_611;

    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(1);

    private static readonly StoredPng[] _originals =
    [
        new(17, 11, 8, 0, (y, x, _) => y * x % 256) { Filter = row => row % 5 },
        new(9, 9, 16, 6, (y, x, c) => y * 1000 + x + c) { Interlaced = true, Filter = row => row % 5 },
        new(12, 5, 4, 3, (y, x, _) => (y + x) % 16)
        {
            Interlaced = true,
            Before = [StoredPng.Chunk("PLTE", [.. Enumerable.Range(0, 48).Select(i => (byte)i)]), StoredPng.Chunk("tRNS", [1, 2])],
        },
        new(20, 3, 1, 0, (y, x, _) => (y + x) % 2) { Before = [StoredPng.Chunk("tRNS", [0, 1])] },
        new(5, 6, 8, 2, (y, x, c) => y + x + c) { Before = [StoredPng.Chunk("tEXt", [65, 0, 66])] },
    ];

    private static int Files => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1" ? 100_000 : 3_000;

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        foreach (byte[] file in _originals.Select(png => png.File()))
            for (int length = 0; length < file.Length; length++)
                Assert.False(Opens(file[..length]), $"a file of {file.Length} bytes opens when it is cut to {length}");
    }

    /// <summary>No bit after the signature is outside of every check: lengths, types, contents and CRCs cover all.</summary>
    [Fact]
    public void A_single_wrong_bit_anywhere_is_refused()
    {
        foreach (byte[] file in _originals.Select(png => png.File()))
        {
            for (int bit = 0; bit < 8 * file.Length; bit++)
            {
                file[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Opens(file), $"a file of {file.Length} bytes opens with bit {bit} turned");
                file[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void A_wrong_checksum_is_named()
    {
        byte[] file = _originals[4].File();
        int text = file.AsSpan().IndexOf("tEXt"u8);
        file[text + 4] ^= 1;
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "file"));
        Assert.Contains("tEXt with CRC", refused.Found, StringComparison.Ordinal);
        Assert.Equal(text + 7, refused.Offset);
    }

    /// <summary>Mutants of the whole file, of a chunk's content under a right CRC, and of the rows under a right checksum.</summary>
    [Fact]
    public void Data_that_ask_for_a_preset_dictionary_are_refused()
    {
        var png = _originals[0];
        var data = StoredPng.Deflated(png.Rows());
        // RFC 1950: bit 5 of the second byte asks for a dictionary; both bytes together are a multiple of 31.
        data[1] = (byte)(0x20 + 31 - (data[0] * 256 + 0x20) % 31);

        var error = Assert.Throws<ImageFileException>(() =>
            ImageFile.Read(StoredPng.Of([png.Header(), StoredPng.Chunk("IDAT", data), StoredPng.Chunk("IEND", [])]), "a.png")
        );

        Assert.Contains("do not inflate", error.Message);
    }

    [Fact]
    public void A_damaged_file_opens_or_is_refused()
    {
        int opened = 0;
        for (int i = 0; i < Files; i++)
        {
            int seed = FirstSeed + i;
            byte[] mutant = Mutant(seed, i % 3, _originals[i / 3 % _originals.Length]);
            long start = Stopwatch.GetTimestamp();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                opened += Opens(mutant) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(Stopwatch.GetElapsedTime(start) < _slowest || Again(mutant) < _slowest, $"seed {seed} takes over {_slowest}");
            // A byte inflates to 1032 at most, in which a bit may be a pixel of four samples of two bytes; two rows next to it.
            Assert.True(allocated <= mutant.Length * 1032L * 80 + (1 << 20), $"seed {seed}: {allocated} bytes allocated for a file of {mutant.Length}");
        }

        output.WriteLine($"{opened} of {Files} damaged files opened, the others were refused");
        Assert.InRange(opened, 1, Files - 1);
    }

    private static byte[] Mutant(int seed, int kind, StoredPng png)
    {
        Mutator mutator = new(seed);
        byte[] header = png.Header();
        byte[] data = StoredPng.Deflated(png.Rows());
        return (kind, seed % 2) switch
        {
            (0, _) => mutator.Mutate(png.File()),
            (1, 0) => StoredPng.Of([
                StoredPng.Chunk("IHDR", mutator.Mutate(header[8..^4])),
                .. png.Before,
                StoredPng.Chunk("IDAT", data),
                StoredPng.Chunk("IEND", []),
            ]),
            (1, _) => StoredPng.Of([
                header,
                .. png.Before.Select(chunk => StoredPng.Chunk(System.Text.Encoding.Latin1.GetString(chunk, 4, 4), mutator.Mutate(chunk[8..^4]))),
                StoredPng.Chunk("IDAT", mutator.Mutate(data)),
                StoredPng.Chunk("IEND", []),
            ]),
            _ => StoredPng.Of([header, .. png.Before, StoredPng.Chunk("IDAT", StoredPng.Deflated(mutator.Mutate(png.Rows()))), StoredPng.Chunk("IEND", [])]),
        };
    }

    /// <summary>Repeats what took too long, because once it may have been the machine.</summary>
    private static TimeSpan Again(byte[] mutant)
    {
        long start = Stopwatch.GetTimestamp();
        Opens(mutant);
        return Stopwatch.GetElapsedTime(start);
    }

    private static bool Opens(byte[] file)
    {
        try
        {
            RasterImage image = ImageFile.Read(file, "mutant");
            return image.Samples.Length == image.Height * image.Width * image.Channels;
        }
        catch (ImageFileException)
        {
            return false;
        }
    }
}
