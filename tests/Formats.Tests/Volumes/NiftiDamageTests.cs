using System.Diagnostics;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tests.Mutation;
using DeferredSeg.Formats.Volumes;
using Xunit.Abstractions;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>A damaged file opens or is refused: nothing else is thrown, nothing hangs, and memory stays in proportion to the file.</summary>
public class NiftiDamageTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_251_017;

    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(1);

    private static readonly StoredNifti[] _originals =
    [
        new(),
        new()
        {
            Version = 2,
            BigEndian = true,
            Type = 512,
            Bits = 16,
            Dimensions = [4, 2, 3, 2, 1, 1, 1, 1],
            SformCode = 1,
        },
        new()
        {
            BigEndian = true,
            Type = 64,
            Bits = 64,
            Dimensions = [3, 3, 1, 1, 1, 1, 1, 1],
            Slope = 2,
            QformCode = 1,
            Qform = [0.5, 0.5, 0.5, 1, 2, 3],
            Units = 3,
        },
        new()
        {
            Version = 2,
            Type = 1280,
            Bits = 64,
            Dimensions = [3, 3, 1, 1, 0, 0, 0, 0],
            Between = new byte[36],
            Start = 576,
            QformCode = 2,
        },
    ];

    private static int Files => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1" ? 100_000 : 10_000;

    /// <summary>Of a compressed file the checksum and the mark of the end, ten bytes, may be missing: all voxels are there without them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_off_anywhere_is_refused(bool compressed)
    {
        foreach (byte[] plain in _originals.Select(stored => stored.File()))
        {
            byte[] file = compressed ? StoredNifti.Gzip(plain) : plain;
            for (int length = 0; length < file.Length - (compressed ? 10 : 0); length++)
                Assert.False(Opens(file[..length]), $"a file of {file.Length} bytes opens when it is cut to {length}");
        }
    }

    [Fact]
    public void A_damaged_file_opens_or_is_refused()
    {
        int opened = 0;
        for (int i = 0; i < Files; i++)
        {
            int seed = FirstSeed + i;
            byte[] mutant = Mutant(seed, i % 3, _originals[i / 3 % _originals.Length].File());
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
            // A byte inflates to 1032 at most, which are held, copied out and converted to single precision.
            Assert.True(allocated <= mutant.Length * 1032L * 8 + (1 << 20), $"seed {seed}: {allocated} bytes allocated for a file of {mutant.Length}");
        }

        output.WriteLine($"{opened} of {Files} damaged files opened, the others were refused");
        Assert.InRange(opened, 1, Files - 1);
    }

    /// <summary>Of the plain file, of the compressed one, and of the plain one under right compression.</summary>
    private static byte[] Mutant(int seed, int kind, byte[] file) =>
        kind switch
        {
            0 => new Mutator(seed).Mutate(file),
            1 => new Mutator(seed).Mutate(StoredNifti.Gzip(file)),
            _ => StoredNifti.Gzip(new Mutator(seed).Mutate(file)),
        };

    /// <summary>Repeats what took too long, because once it may have been the machine.</summary>
    private static TimeSpan Again(byte[] mutant)
    {
        long start = Stopwatch.GetTimestamp();
        Opens(mutant);
        return Stopwatch.GetElapsedTime(start);
    }

    private static bool Opens(byte[] content)
    {
        try
        {
            using NiftiFile file = NiftiFile.Open(content, "mutant", "a");
            file.Read(new float[file.Array.ElementCount]);
            (long height, long width) = file.SliceSize(VolumeAxis.X);
            file.ReadSlice(VolumeAxis.X, 0, new float[height * width]);
            TensorBytes.Of(file, "a");
            return true;
        }
        catch (ImageFileException)
        {
            return false;
        }
    }
}
