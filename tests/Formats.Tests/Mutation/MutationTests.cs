using System.Diagnostics;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Tests.Building;
using DeferredSeg.Formats.Tests.Numpy;
using Xunit.Abstractions;

namespace DeferredSeg.Formats.Tests.Mutation;

public class MutationTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_240_917;

    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(1);

    /// <summary>The largest tensor that a small file may claim, as a broadcast of its storage.</summary>
    private readonly byte[] _destination = new byte[1 << 24];

    private static int Files => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1" ? 100_000 : 10_000;

    [Fact]
    public void A_damaged_safetensors_file_opens_or_is_refused()
    {
        byte[] header =
            "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[24,25]}}  "u8.ToArray();
        Run(
            [
                mutate => mutate(RawSafetensors.Of(header, 25)),
                mutate => mutate(RawSafetensors.Of("{\"only\":{\"shape\":[4],\"data_offsets\":[0,8],\"dtype\":\"BF16\"}}", 8)),
                mutate => RawSafetensors.Of(mutate(header), 25),
            ],
            SafetensorsFile.Open
        );
    }

    [Fact]
    public void A_damaged_zip_pth_opens_or_is_refused()
    {
        byte[] pickle = Pickles.Tensor("FloatStorage", "0", 24, 1, [2, 3], [1, 4]);
        byte[] storage = new byte[96];
        byte[] checkpoint = File.ReadAllBytes(TestFiles.Fixture("checkpoint.zip.p2.pth"));
        byte[] framed = File.ReadAllBytes(TestFiles.Fixture("checkpoint.zip.p4.pth"));
        Run(
            [
                mutate => mutate(Archive.Zip(Pickles.OneTensor(), ("0", [1, 2]))),
                mutate => mutate(Archive.Deflated(Archive.Zip(pickle, ("0", storage)))),
                mutate => mutate(checkpoint),
                mutate => mutate(framed),
                mutate => Archive.Zip(mutate(pickle), ("0", storage)),
                mutate => Archive.WithPickle(checkpoint, mutate),
                mutate => Archive.WithPickle(framed, mutate),
            ],
            (file, name) => PyTorchFile.Open(file, name)
        );
    }

    [Fact]
    public void A_damaged_legacy_pth_opens_or_is_refused()
    {
        byte[] view = Pickles.LegacyView(6, 2, 3, [2], 1);
        byte[] checkpoint = File.ReadAllBytes(TestFiles.Fixture("checkpoint.legacy.p2.pth"));
        byte[] layouts = File.ReadAllBytes(TestFiles.Fixture("layouts.legacy.p4.pth"));
        Run(
            [
                mutate => mutate(Archive.Legacy(Pickles.OneTensor(), ("0", 2, [1, 2]))),
                mutate => mutate(checkpoint),
                mutate => mutate(layouts),
                mutate => Archive.Legacy(mutate(view), ("k", 6, [0, 10, 20, 30, 40, 50])),
            ],
            (file, name) => PyTorchFile.Open(file, name)
        );
    }

    [Fact]
    public void A_damaged_npy_opens_or_is_refused()
    {
        byte[] small = NumpyRefusalTests.File("{'descr': '<u2', 'fortran_order': True, 'shape': (2, 2), }");
        byte[] fortran = File.ReadAllBytes(NumpyFixtureTests.Fixture("fortran.npy"));
        Run([mutate => mutate(small), mutate => mutate(fortran)], (file, name) => NpyFile.Open(file, name, "a"));
    }

    /// <summary>Each maker builds a file and lets the mutation damage the whole of it or a part.</summary>
    private void Run(Func<Func<byte[], byte[]>, byte[]>[] makers, Func<ReadOnlyMemory<byte>, string, ITensorFile> open)
    {
        foreach (Func<Func<byte[], byte[]>, byte[]> maker in makers)
            Assert.True(Opens(maker(part => part), open), "an original does not open");
        int opened = 0;
        for (int i = 0; i < Files; i++)
        {
            int seed = FirstSeed + i;
            byte[] mutant = makers[i % makers.Length](new Mutator(seed).Mutate);
            long start = Stopwatch.GetTimestamp();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                opened += Opens(mutant, open) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(allocated <= 2L * mutant.Length + (64 << 20), $"seed {seed}: {allocated} bytes allocated for a file of {mutant.Length}");
            Assert.True(elapsed < _slowest || Again(mutant, open) < _slowest, $"seed {seed}: {elapsed}");
        }

        output.WriteLine($"{opened} of {Files} damaged files opened, the others were refused");
        Assert.InRange(opened, 1, Files - 1);
    }

    /// <summary>Repeats what took too long, because once it may have been the machine.</summary>
    private TimeSpan Again(byte[] mutant, Func<ReadOnlyMemory<byte>, string, ITensorFile> open)
    {
        long start = Stopwatch.GetTimestamp();
        Opens(mutant, open);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>True when the file opens and gives all its tensors; false when it is refused at either.</summary>
    private bool Opens(byte[] file, Func<ReadOnlyMemory<byte>, string, ITensorFile> open)
    {
        try
        {
            using ITensorFile opened = open(file, "mutant");
            foreach (TensorInfo tensor in opened.Tensors)
                opened.Read(tensor.Name, _destination.AsSpan(0, checked((int)tensor.ByteCount)));
            return true;
        }
        catch (WeightFileException)
        {
            return false;
        }
    }
}
