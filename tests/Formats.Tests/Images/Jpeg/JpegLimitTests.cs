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

    /// <summary>Each scan is a pass over the image, and one that adds nothing takes a byte: an image of one block in 320 scans.</summary>
    [Fact]
    public void More_scans_than_any_encoder_writes_are_refused()
    {
        byte[] oneCode = [1, .. new byte[15], 0];
        byte[] frame = [8, 0, 8, 0, 8, 1, 1, 0x11, 0];
        List<JpegPart> parts =
        [
            new(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)], []),
            new(0xC4, [0x00, .. oneCode, 0x10, .. oneCode], []),
            new(0xC2, frame, []),
        ];
        for (int bit = 4; bit >= 0; bit--)
        for (int k = 0; k < 64; k++)
            parts.Add(new(0xDA, [1, 1, 0, (byte)k, (byte)k, (byte)(bit == 4 ? 4 : (bit + 1) << 4 | bit)], [0x7F]));
        Assert.Contains(
            "more than 256 scans",
            Assert.Throws<ImageFileException>(() => ImageFile.Read(JpegPart.Join(parts), "file")).Found,
            StringComparison.Ordinal
        );
        parts.RemoveAll(part => part.Marker == 0xDA && part.Content[^1] != 4);
        JpegPart[] whole = [.. parts.Select(part => part.Marker == 0xDA ? part with { Content = [.. part.Content[..^1], 0] } : part)];
        Assert.All(ImageFile.Read(JpegPart.Join(whole), "file").Samples, sample => Assert.Equal(128, sample));
    }
}
