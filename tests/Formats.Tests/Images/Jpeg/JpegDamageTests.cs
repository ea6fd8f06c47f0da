using System.Diagnostics;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tests.Mutation;
using Xunit.Abstractions;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>A damaged file opens or is refused: nothing else is thrown, nothing hangs, and memory stays in proportion to the file.</summary>
public class JpegDamageTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_250_912;

    /// <summary>
    /// A byte is 8 blocks at most; a block is 64 samples, each a byte, two of coefficients and, next to two coarse components, six in the
    /// image; the whole units of 32 x 32 samples at the borders of a narrow image add to that.
    /// </summary>
    private const long BytesPerByte = 8 * 64 * (3 + 6) * 4;

    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(1);

    private static readonly byte[][] _originals = [.. JpegFixtures.Names.Select(name => JpegFixtures.Bytes(name + ".jpg"))];

    private static int Files => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1" ? 100_000 : 10_000;

    [Fact]
    public void A_damaged_file_opens_or_is_refused()
    {
        int opened = 0;
        for (int i = 0; i < Files; i++)
        {
            int seed = FirstSeed + i;
            byte[] mutant = Mutant(seed, _originals[i % _originals.Length]);
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
            Assert.True(allocated <= mutant.Length * BytesPerByte + (1 << 20), $"seed {seed}: {allocated} bytes allocated for a file of {mutant.Length}");
        }

        output.WriteLine($"{opened} of {Files} damaged files opened, the others were refused");
        Assert.InRange(opened, 1, Files - 1);
    }

    /// <summary>Mutants of the whole file, and of one segment's content under a right length.</summary>
    private static byte[] Mutant(int seed, byte[] file)
    {
        Mutator mutator = new(seed);
        if (seed % 2 == 0)
            return mutator.Mutate(file);
        List<JpegPart> parts = JpegPart.Split(file);
        int index = new Random(seed).Next(parts.Count);
        JpegPart part = parts[index];
        parts[index] =
            part.Data.Length > 0 && seed % 4 == 1 ? part with { Data = mutator.Mutate(part.Data) } : part with { Content = mutator.Mutate(part.Content) };
        return JpegPart.Join(parts);
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
