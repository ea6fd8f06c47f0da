using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>What is no image that can be trusted is refused in one line, with the byte, what was found and what is expected.</summary>
public class JpegRefusalTests
{
    private const string Name = "hostile.jpg";

    private static byte[] Good => JpegFixtures.Bytes("420.jpg");

    [Theory]
    [InlineData(0xC3, "lossless mode (SOF3)")]
    [InlineData(0xC5, "hierarchical mode (SOF5)")]
    [InlineData(0xC9, "arithmetic coding (SOF9)")]
    [InlineData(0xCB, "lossless mode with arithmetic coding (SOF11)")]
    [InlineData(0xCF, "hierarchical mode with arithmetic coding (SOF15)")]
    [InlineData(0xC8, "the marker FFC8")]
    [InlineData(0xDC, "the marker DNL")]
    public void Other_processes_are_refused_by_name(byte marker, string found) =>
        Refused(Changed(Good, 0xC0, part => part with { Marker = marker }), found, "");

    [Fact]
    public void Files_of_other_colours_and_codings_are_refused_by_name()
    {
        Refused(JpegFixtures.Bytes("cmyk.jpeg"), "four components (CMYK or YCCK)", "one (grey) or three", null, "RGB");
        Refused(JpegFixtures.Bytes("arithmetic.jpeg"), "an image in arithmetic coding (SOF9)", "Huffman", null, "PNG");
        Refused(Frame(content => content[0] = 12), "12 bits a sample", "8");
        Refused(
            Changed(JpegFixtures.Bytes("rgb.jpg"), 0xEE, part => part with { Content = [.. part.Content[..^1], 2] }),
            "transform 2",
            "0 (RGB) or 1 (YCbCr)"
        );
    }

    [Fact]
    public void Headers_that_contradict_themselves_are_refused()
    {
        Refused(Frame(content => content[1] = content[2] = 0), "an image of 0 x 41", "1 to 65535");
        Refused(Frame(content => content[7] = 0x50), "sampling 5x0", "1 to 4");
        Refused(Frame(content => content[8] = 4), "quantisation table 4", "0 to 3");
        Refused(Frame(content => (content[7], content[10]) = (0x32, 0x22)), "sampling factors 3x2, 2x2, 1x1", "whole numbers");
        Refused(Frame(content => content[9] = content[6]), "two components with the same number", "differ");
        Refused(Frame(content => content[5] = 2), "SOF0 of 15 bytes", "3 for each component");
        Refused(Frame(content => content[7] = 0x44), "18 blocks a unit", "at most 10");
        List<JpegPart> parts = JpegPart.Split(Good);
        JpegPart frame = parts.Single(part => part.Marker == 0xC0);
        Refused(JpegPart.Join([frame, .. parts]), "a second frame", "one image");
        Refused(JpegPart.Join(parts.Where(part => part != frame)), "a scan before the image's header", "SOF");
        Refused(JpegPart.Join([]), "the end of the image (EOI) before its header", "a frame");
        Refused(JpegPart.Join(parts.Where(part => part.Marker != 0xDA)), "without a scan of component 1", "each component");
    }

    [Fact]
    public void Tables_that_do_not_fit_are_refused()
    {
        Refused(Changed(Good, 0xDB, part => part with { Content = part.Content[..^1] }), "the end of DQT after 63 bytes", "64");
        Refused(Changed(Good, 0xDB, part => part with { Content = [0x25, .. part.Content[1..]] }), "precision 2 for slot 5", "slot 0 to 3");
        Refused(Changed(Good, 0xC4, part => part with { Content = [0x20, .. part.Content[1..]] }), "class 2", "class 0 or 1");
        Refused(Changed(Good, 0xC4, part => part with { Content = part.Content[..9] }), "the end of DHT after 8 bytes", "16");
        Refused(
            Changed(Good, 0xC4, part => part with { Content = [0, 3, .. new byte[15], 1, 2, 3] }),
            "3 codes are more than their lengths allow",
            "prefix code"
        );
        Refused(
            Changed(Good, 0xDA, part => part with { Content = [3, 1, 0x20, .. part.Content[3..]] }),
            "Huffman table for DC 2, which no earlier",
            "before its use"
        );
        Refused(JpegPart.Join(JpegPart.Split(Good).Where(part => part.Marker != 0xDB)), "quantisation table 0", "before its use");
        Refused(JpegPart.Join([new(0xDD, [1], []), .. JpegPart.Split(Good)]), "DRI of 1 bytes", "2 bytes");
        Refused([0xFF, 0xD8, 0xFF, 0xDB, 0, 1], "DQT with a length of 1", "2 at least", 4);
        Refused([0xFF, 0xD8, 0xFF, 0xD0], "the marker RST0 here", "tables", 2);
        Refused([.. Good[..20], .. "junk"u8, .. Good[20..]], "the bytes 6A756E6B", "a marker, which starts with FF", 20);
    }

    [Fact]
    public void Image_data_that_do_not_fit_the_image_are_refused()
    {
        Refused(Changed(Good, 0xDA, part => part with { Data = part.Data[..^20] }), "the end of the image data", "more blocks");
        Refused(Changed(Good, 0xDA, part => part with { Data = [.. part.Data, 1, 2] }), "more image data after the last block", "a marker");
        Refused(
            Changed(
                JpegFixtures.Bytes("restart.jpg"),
                0xDA,
                part => part with { Data = [.. part.Data.Select((value, i) => i > 0 && part.Data[i - 1] == 0xFF && value == 0xD2 ? (byte)0xD5 : value)] }
            ),
            "the marker RST5 after 1 units",
            "RST2"
        );
        Refused(Changed(Good, 0xDA, part => part with { Content = [3, 9, .. part.Content[2..]] }), "a scan of component 9", "one of 1, 2, 3");
        Refused(Changed(Good, 0xDA, part => part with { Content = part.Content[..^1] }), "SOS of 9 bytes for 3 components", "4 bytes");
        JpegPart scan = JpegPart.Split(Good).Single(part => part.Marker == 0xDA);
        Refused(JpegPart.Join([.. JpegPart.Split(Good), scan]), "which repeats or leaves out a part", "each bit of each coefficient once");
    }

    [Fact]
    public void A_progression_without_its_last_scans_or_out_of_its_order_is_refused()
    {
        List<JpegPart> parts = JpegPart.Split(JpegFixtures.Bytes("progressive-420.jpg"));
        List<JpegPart> scans = [.. parts.Where(part => part.Marker == 0xDA)];
        Assert.Equal(10, scans.Count);
        Refused(JpegPart.Join(parts.Where(part => part != scans[^1])), "before the last bit of coefficient 1 of component 1", "all scans of the progression");
        Refused(JpegPart.Join(parts.Where(part => part != scans[0])), "which repeats or leaves out a part", "DC");
        Refused(
            JpegPart.Join(parts.Select(part => part == scans[1] ? part with { Content = [.. part.Content[..^2], 70, part.Content[^1]] } : part)),
            "coefficients 1 to 70",
            "1 to 63"
        );
        Refused(JpegPart.Join([.. parts, .. Enumerable.Repeat(scans[^1], 300)]), "which repeats", "once");
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        foreach (string name in JpegFixtures.Names)
        {
            byte[] file = JpegFixtures.Bytes(name + ".jpg");
            for (int length = 0; length < file.Length; length++)
                Assert.Throws<ImageFileException>(() => ImageFile.Read(file[..length], name));
        }
    }

    private static byte[] Frame(Action<byte[]> change) =>
        Changed(
            Good,
            0xC0,
            part =>
            {
                byte[] content = [.. part.Content];
                change(content);
                return part with { Content = content };
            }
        );

    /// <summary>The file with its first segment of a marker changed.</summary>
    private static byte[] Changed(byte[] file, byte marker, Func<JpegPart, JpegPart> change)
    {
        List<JpegPart> parts = JpegPart.Split(file);
        int index = parts.FindIndex(part => part.Marker == marker);
        parts[index] = change(parts[index]);
        return JpegPart.Join(parts);
    }

    private static void Refused(byte[] file, string found, string expected, long? offset = null, string mend = "")
    {
        ImageFileException refused = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, Name));
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Expected, StringComparison.Ordinal);
        Assert.Contains(mend, refused.Mend, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Mend);
        if (offset is not null)
            Assert.Equal(offset, refused.Offset);
        Assert.StartsWith(Name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
