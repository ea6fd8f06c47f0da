using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Tests.Pictures;

public sealed class OutlinePictureTests
{
    [Fact]
    public void An_outline_is_the_outermost_pixels_of_a_mask()
    {
        byte[] mask = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];

        Assert.Equal([6, 7, 8, 11, 13, 16, 17, 18], MaskOutline.Of([mask], 5, 5).Index().Where(pixel => pixel.Item).Select(pixel => pixel.Index));
    }

    [Fact]
    public void Outlines_agree_with_the_definition_on_any_masks()
    {
        var seed = TestSeed.Value;
        Random random = new(seed);
        for (var round = 0; round < 50; round++)
        {
            var (height, width) = (random.Next(1, 9), random.Next(1, 9));
            byte[][] masks =
            [
                .. Enumerable
                    .Range(0, random.Next(0, 4))
                    .Select(_ => Enumerable.Range(0, height * width).Select(_ => (byte)(random.Next(4) > 0 ? 1 : 0)).ToArray()),
            ];

            var thickness = random.Next(1, 4);

            var outline = MaskOutline.Of(masks, height, width, thickness);

            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    // Within as many steps along edges as the outline is thick, there is a way out.
                    var expected = masks.Any(mask =>
                        At(mask, row, column)
                        && Enumerable
                            .Range(-thickness, 2 * thickness + 1)
                            .Any(down =>
                                Enumerable
                                    .Range(-thickness, 2 * thickness + 1)
                                    .Any(right => Math.Abs(down) + Math.Abs(right) <= thickness && !At(mask, row + down, column + right))
                            )
                    );
                    Assert.True(expected == outline[row * width + column], $"seed {seed}, round {round}, thickness {thickness}, row {row}, column {column}");
                }
            }

            bool At(byte[] mask, int row, int column) => row >= 0 && row < height && column >= 0 && column < width && mask[row * width + column] != 0;
        }
    }

    [Fact]
    public void Each_outline_has_its_colour_and_both_are_white()
    {
        var picture = OutlinePicture.Of(
            new RasterImage(1, 4, 1, 16, [0, 0, 0, 65535]),
            [
                [1, 1, 0, 0],
            ],
            [
                [0, 1, 1, 0],
            ]
        );

        Assert.Equal([86, 180, 233, 255, 255, 255, 213, 94, 0, 255, 255, 255], picture.Samples);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused() =>
        Assert.Contains(
            "Mask 0 of the truth has 3 pixels, the image 1 x 2",
            Assert.Throws<ArgumentException>(() => OutlinePicture.Of(new RasterImage(1, 2, 1, 8, [0, 0]), [new byte[3]], [])).Message
        );

    [Fact]
    public void Large_cases_are_reduced_by_a_whole_factor()
    {
        RasterImage image = new(3, 5, 1, 8, [0, 10, 20, 30, 40, 10, 20, 30, 40, 50, 100, 110, 120, 130, 140]);
        var reduction = PictureReduction.To(image, 3);

        var small = reduction.Of(image);

        Assert.Equal((2, 2, 3), (reduction.Factor, small.Height, small.Width));
        Assert.Equal([10, 30, 45, 105, 125, 140], Enumerable.Range(0, 6).Select(pixel => (int)small.Samples[3 * pixel]));
        Assert.Equal([20L, 40, 50, 110, 130, 140], reduction.Of<long>([.. image.Samples.Select(sample => (long)sample)]));
        Assert.Equal(1, PictureReduction.To(image, 5).Factor);
    }
}
