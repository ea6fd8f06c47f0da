using System.Security.Cryptography;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>The photographs of CHASE_DB1 decode to the very bytes that Pillow 9.4 with libjpeg-turbo 2.1.5 gives: the start of their SHA-256.</summary>
public class RealJpegTests
{
    [SkippableTheory]
    [InlineData("Image_01L", "2ED3089A092F51FC")]
    [InlineData("Image_01R", "7C094432C4DF19AB")]
    [InlineData("Image_03L", "A82C642131B1968E")]
    [InlineData("Image_03R", "B64E3C38D89B1642")]
    [InlineData("Image_04L", "DA1500A9B22660C6")]
    [InlineData("Image_04R", "71338CCA8ECCEE07")]
    [InlineData("Image_06L", "4E35D145F7F50190")]
    [InlineData("Image_06R", "FA9E5D0AD5B80B65")]
    [InlineData("Image_07L", "26CEABABA81E3F47")]
    [InlineData("Image_07R", "1BEB9F4C8EDE20F2")]
    [InlineData("Image_09L", "C59D0280311AA90F")]
    [InlineData("Image_09R", "0467DF0A175CB0B5")]
    [InlineData("Image_10L", "43AA3FE4694F1479")]
    [InlineData("Image_10R", "0A8996FC45A57521")]
    [InlineData("Image_12L", "8F9103CC43D6965B")]
    [InlineData("Image_12R", "62F6A686BE48D107")]
    [InlineData("Image_13L", "A557EE5C6111ADEA")]
    [InlineData("Image_13R", "8999FDA793595D1D")]
    public void A_fundus_photograph_has_the_bytes_of_libjpeg(string image, string hash)
    {
        RasterImage read = ImageFile.Read(TestFiles.Data($"chase_db1/images/{image}.jpg"));
        Assert.Equal((960, 999, 3, 8), (read.Height, read.Width, read.Channels, read.BitDepth));
        byte[] bytes = [.. read.Samples.Select(sample => (byte)sample)];
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(bytes))[..hash.Length]);
    }
}
