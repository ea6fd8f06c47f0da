using System.Runtime.CompilerServices;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace Heads.RoutingChannels.Tests.Pictures;

public sealed class RoutingPictureTests : ScopedTensorTest
{
    [Fact]
    public void Three_experts_over_an_image()
    {
        using var output = HandSetHead.ThreeExperts();
        var decision = RoutingDecision.Decide(output.RoutingLogits[.., 0]).data<long>().ToArray();
        ushort[] ramp = [.. Enumerable.Range(0, 16 * 20).Select(pixel => (ushort)(pixel / 20 * 8 + pixel % 20 * 6))];

        IsTheStored(RoutingPicture.Of(decision, 16, 20, new RasterImage(16, 20, 1, 8, ramp)), "three-experts");
    }

    [Fact]
    public void A_difference_is_told_by_count_and_first_pixel()
    {
        var expected = new RasterImage(2, 3, 3, 8, new ushort[18]);
        var samples = new ushort[18];
        (samples[5 * 3 + 1], samples[4 * 3 + 2]) = (7, 255);

        Assert.Null(PictureDifference.Of(expected, new RasterImage(2, 3, 3, 8, new ushort[18])));
        Assert.Equal(
            "2 of 6 pixels differ, the first at row 1, column 1: (0, 0, 255); expected (0, 0, 0).",
            PictureDifference.Of(expected, new RasterImage(2, 3, 3, 8, samples))
        );
        Assert.Equal(
            "The picture is 3 x 2 with 3 channels of 8 bits; expected 2 x 3 with 3 channels of 8 bits.",
            PictureDifference.Of(expected, new RasterImage(3, 2, 3, 8, samples))
        );
    }

    /// <summary>As Verify does with text: what differs is left next to the stored file, to be looked at and taken over.</summary>
    private static void IsTheStored(RasterImage picture, string name, [CallerFilePath] string source = "")
    {
        var folder = Path.GetDirectoryName(source)!;
        var (stored, received) = (Path.Combine(folder, $"{name}.verified.png"), Path.Combine(folder, $"{name}.received.png"));
        var temporary = Directory.CreateTempSubdirectory("deferredseg");
        try
        {
            var file = Path.Combine(temporary.FullName, "picture.png");
            ImageFile.Write(file, picture);
            // What was written is what is compared, so that the encoder takes part.
            var difference = File.Exists(stored) ? PictureDifference.Of(ImageFile.Read(stored), ImageFile.Read(file)) : "There is no stored picture.";
            if (difference is not null)
                File.Copy(file, received, overwrite: true);
            Assert.True(difference is null, $"{name}: {difference} If the new picture is right, rename {received} to {stored}.");
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
