using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Tiff;

/// <summary>What is not read is refused by name in one line, and damage never leaves as another exception.</summary>
public class TiffRefusalTests
{
    [Fact]
    public void Several_pages_are_refused() => Refuse(Page().File(true, 0, 0), "3 pages", "save each page as a file of its own");

    [Fact]
    public void Kinds_that_are_not_read_are_named()
    {
        Refuse(Page().With(259, 3, 7).File(), "the compression JPEG", "as PNG");
        Refuse(Page().With(259, 3, 50000).File(), "the compression Zstandard");
        Refuse(Page().With(339, 3, 3).File(), "real numbers", "NPY");
        Refuse(Page().With(339, 3, 2).File(), "signed numbers");
        Refuse(Page().With(258, 3, 12).File(), "12 bits a sample");
        Refuse(Page().With(258, 3, 32).File(), "32 bits a sample");
        Refuse(Page().With(262, 3, 5).With(277, 3, 4).File(), "CMYK in 4 samples a pixel");
        Refuse(Page().With(262, 3, 6).File(), "YCbCr");
        Refuse(Page().With(277, 3, 7).File(), "7 samples a pixel");
        Refuse(Page().With(262, 3, 3).File(), "no palette");
        Refuse([.. "II+\0"u8, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0], "a BigTIFF");
    }

    [Fact]
    public void Hostile_sizes_are_refused_before_memory_is_taken()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refuse(Page().With(256, 4, uint.MaxValue).File(), "an image of 2 x 4294967295", "MaximumSamples");
        Refuse(Page().With(256, 4, 1 << 14).With(257, 4, 1 << 13).File(), "4 bytes for an image of 8192 x 16384");
        Refuse(Page().With(256, 4, 0).File(), "2 x 0 pixels");
        Refuse(Page().With(322, 4, 1 << 30).With(323, 4, 16).With(324, 4, 8).With(325, 4, 4).File(), "tiles of 16 x 1073741824");
        Refuse(Page().With(279, 4, 4000).File(), "the end of the file", "cut off");
        Refuse(Page().Without(273).File(), "no image data");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 << 20);
    }

    [Fact]
    public void A_directory_that_comes_again_is_refused()
    {
        byte[] file = Page().File();
        int at = file[4];
        file.AsSpan(4, 4).CopyTo(file.AsSpan(at + 2 + 12 * file[at]));
        Refuse(file, "a page that was there before");
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = Page().With(258, 3, 8).With(282, 5, 1, 1).File();
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<ImageFileException>(() => ImageFile.Read(whole[..length], "cut.tif"));
    }

    [Fact]
    public void Damage_gives_an_image_or_one_line()
    {
        Random random = new(5);
        byte[][] files =
        [
            Page().File(),
            new StoredTiff(4, 4, 1, 8, 1, [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01]).With(259, 3, 5).File(),
            new StoredTiff(4, 8, 1, 1, 0, [0x26, 0xa0, 0x80]).With(259, 3, 4).File(),
            new StoredTiff(4, 4, 1, 8, 1, [3, 1, 2, 3, 4, 0xfd, 9]).With(259, 3, 32773).File(),
        ];
        for (int i = 0; i < 4000; i++)
        {
            byte[] file = [.. files[i % files.Length]];
            for (int change = random.Next(1, 4); change > 0; change--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                ImageFile.Read(file, "damaged.tif", new() { MaximumSamples = 1 << 16 });
            }
            catch (ImageFileException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private static StoredTiff Page() => new(2, 2, 1, 8, 1, [1, 2, 3, 4]);

    private static void Refuse(byte[] file, params string[] parts)
    {
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "refused.tif"));
        Assert.DoesNotContain('\n', refused.Message);
        foreach (string part in parts)
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }
}
