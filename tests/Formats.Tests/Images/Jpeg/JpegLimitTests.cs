using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>What a file promises is checked before memory is taken for it.</summary>
public class JpegLimitTests
{
    [Fact]
    public void More_samples_than_allowed_are_refused_at_once()
    {
        byte[] file = JpegFixtures.Bytes("420.jpg");
        Assert.Equal(33 * 41 * 3, ImageFile.Read(file, "file", new() { MaximumSamples = 33 * 41 * 3 }).Samples.Length);
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "file", new() { MaximumSamples = 33 * 41 * 3 - 1 }));
        Assert.Contains("33 x 41 with 3 channels", refused.Found, StringComparison.Ordinal);
        Assert.Contains("MaximumSamples", refused.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_promises_a_large_image_is_refused_at_once()
    {
        foreach (string name in new[] { "444", "420", "progressive-420", "grey" })
        {
            byte[] file = JpegFixtures.Bytes(name + ".jpg");
            int frame = file.AsSpan().IndexOf(name.StartsWith('p') ? [0xFF, 0xC2] : [0xFF, (byte)0xC0]);
            (file[frame + 5], file[frame + 7]) = (32, 32);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "file"));
            Assert.Contains($"a file of {file.Length} bytes for an image of 8", refused.Found, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1 << 18);
        }
    }
}
