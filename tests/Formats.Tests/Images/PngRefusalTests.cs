using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>What a damaged or hostile file is answered with: one type, one line, what was found and what is expected.</summary>
public class PngRefusalTests
{
    private const string Name = "hostile.png";

    private static readonly StoredPng _grey = new(3, 2, 8, 0, (y, x, _) => y + x);
    private static readonly byte[] _palette = StoredPng.Chunk("PLTE", [1, 2, 3, 4, 5, 6]);
    private static readonly byte[] _end = StoredPng.Chunk("IEND", []);

    private static StoredPng Indexed(params byte[][] before) => new(2, 1, 1, 3, (_, x, _) => x) { Before = before };

    private static byte[] Data(StoredPng png) => StoredPng.Chunk("IDAT", StoredPng.Deflated(png.Rows()));

    private static byte[] WithData(byte[] inflated) => StoredPng.Of(_grey.Header(), StoredPng.Chunk("IDAT", StoredPng.Deflated(inflated)), _end);

    [Fact]
    public void What_is_no_png_is_refused()
    {
        Refused([], "an empty file", "PNG", 0);
        Refused([0xFF, 0xD8], "FFD8", "PNG", 0);
        Refused("a text that is no image"u8.ToArray(), "6120746578742074", "signature", 0);
        // As a transfer in text mode leaves it.
        Refused([0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A, 0, 0, 0], "89504E470A1A0A00", "signature", 0);
    }

    [Theory]
    [InlineData(0, 2, 8, 0, "2 x 0")]
    [InlineData(3, 0, 8, 0, "0 x 3")]
    [InlineData(-1, 1, 8, 0, "1 x 4294967295")]
    [InlineData(3, 2, 3, 0, "3 bits")]
    [InlineData(3, 2, 16, 3, "colour type 3")]
    [InlineData(3, 2, 4, 2, "4 bits")]
    [InlineData(3, 2, 8, 1, "colour type 1")]
    [InlineData(3, 2, 8, 7, "colour type 7")]
    public void A_header_outside_of_the_specification_is_refused(int width, int height, int depth, int colour, string found) =>
        Refused(StoredPng.Of(new StoredPng(width, height, depth, colour, (_, _, _) => 0).Header()), found, "", 8);

    [Fact]
    public void Unknown_methods_are_refused()
    {
        foreach ((int at, string found) in new[] { (10, "compression 2"), (11, "filter 2"), (12, "interlace 2") })
        {
            byte[] content = _grey.Header()[8..^4];
            content[at] = 2;
            Refused(StoredPng.Of(StoredPng.Chunk("IHDR", content)), found, "0", 8);
        }
    }

    [Fact]
    public void Chunks_out_of_their_order_are_refused()
    {
        byte[] data = Data(_grey);
        Refused(StoredPng.Of(data, _grey.Header(), _end), "a chunk IDAT", "IHDR of 13 bytes", 8);
        Refused(StoredPng.Of(StoredPng.Chunk("IHDR", new byte[12])), "12 bytes", "13", 8);
        Refused(StoredPng.Of(_grey.Header(), _end), "a chunk IEND here", "IDAT", 33);
        Refused(StoredPng.Of(_grey.Header(), _grey.Header(), data, _end), "a chunk IHDR here", "IDAT", 33);
        Refused(StoredPng.Of(_grey.Header(), data, StoredPng.Chunk("tEXt", []), data, _end), "a chunk IDAT here", "without gaps");
        Refused(StoredPng.Of(_grey.Header(), StoredPng.Chunk("CgBI", []), data, _end), "a chunk CgBI here", "", 33);
        Refused(StoredPng.Of(_grey.Header(), data), "the end of the file", "IEND");
        Refused(StoredPng.Of(_grey.Header(), StoredPng.Chunk("a\n1b", [])), "'a\\u000a1b'", "ASCII letters", 37);
        Refused([.. StoredPng.Signature, .. _grey.Header(), 0x80, 0, 0, 0, .. "IDAT"u8], "2147483648 bytes", "2^31 - 1", 33);
    }

    [Fact]
    public void Palettes_that_do_not_fit_are_refused()
    {
        Refused(Indexed().File(), "without a palette", "PLTE");
        Refused(Indexed(StoredPng.Chunk("PLTE", [])).File(), "0 bytes", "1 to 256");
        Refused(Indexed(StoredPng.Chunk("PLTE", [1, 2, 3, 4])).File(), "4 bytes", "3 bytes");
        Refused(Indexed(StoredPng.Chunk("PLTE", new byte[9])).File(), "3 colours", "at most 2");
        Refused(Indexed(StoredPng.Chunk("PLTE", new byte[3 * 257])).File(), "771 bytes", "1 to 256");
        Refused(Indexed(_palette, _palette).File(), "a second palette", "one");
        Refused(Indexed(StoredPng.Chunk("PLTE", [1, 2, 3])).File(), "colour 1 at row 0", "shorter");
        Refused((_grey with { Before = [_palette] }).File(), "a palette in a grey image", "none");
    }

    [Fact]
    public void Transparency_that_does_not_fit_is_refused()
    {
        byte[] one = StoredPng.Chunk("tRNS", [1]);
        Refused(Indexed(one, _palette).File(), "before the palette", "first");
        Refused(Indexed(_palette, StoredPng.Chunk("tRNS", [1, 2, 3])).File(), "for 3 colours", "at most 2");
        Refused(Indexed(_palette, one, one).File(), "a second transparency", "one");
        Refused((_grey with { Before = [one] }).File(), "of 1 bytes", "2");
        Refused(new StoredPng(1, 1, 8, 6, (_, _, _) => 0) { Before = [one] }.File(), "next to an alpha channel", "one of them");
    }

    [Fact]
    public void Image_data_of_another_size_are_refused()
    {
        byte[] rows = _grey.Rows();
        Refused(WithData(rows[..^1]), "the end of the image data at row 1", "2 rows", 33);
        Refused(WithData([]), "the end of the image data at row 0", "2 rows", 33);
        Refused(WithData([.. rows, 0]), "more image data after the last row", "8 inflated bytes", 33);
        Refused(WithData([5, .. rows[1..]]), "filter 5 at row 0", "0 to 4", 33);
    }

    [Fact]
    public void Compressed_data_that_are_damaged_are_refused()
    {
        byte[] deflated = StoredPng.Deflated(_grey.Rows());
        byte[] checksum = [.. deflated[..^1], (byte)~deflated[^1]];
        Refused(StoredPng.Of(_grey.Header(), StoredPng.Chunk("IDAT", checksum), _end), "do not inflate", "zlib", 33);
        Refused(StoredPng.Of(_grey.Header(), StoredPng.Chunk("IDAT", [9, 9, .. deflated]), _end), "do not inflate", "zlib", 33);
    }

    private static void Refused(byte[] file, string found, string expected, long? offset = null)
    {
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, Name));
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Expected, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Mend);
        Assert.Equal(Name, refused.File);
        if (offset is not null)
            Assert.Equal(offset, refused.Offset);
        Assert.StartsWith(Name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
