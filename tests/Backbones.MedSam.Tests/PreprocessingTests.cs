using Backbones.MedSam.Preprocessing;
using DeferredSeg.Abstractions.Cases;

namespace Backbones.MedSam.Tests;

public sealed class PreprocessingTests : ScopedTensorTest
{
    [Fact]
    public void Alpha_is_dropped_and_grey_is_repeated()
    {
        var rgba = randint(0, 256, [4, 9, 13], dtype: ScalarType.Byte);

        GoldenMedSam.Close(MedSamImage.Prepare(rgba[..3], 16), MedSamImage.Prepare(rgba, 16), 0);
        GoldenMedSam.Close(MedSamImage.Prepare(rgba[..1], 16), MedSamImage.Prepare(rgba[..2], 16), 0);
        GoldenMedSam.Close(MedSamImage.Prepare(rgba[..1].expand(3, -1, -1), 16), MedSamImage.Prepare(rgba[..1], 16), 0);
    }

    [Fact]
    public void Planes_are_prepared_as_their_tensor()
    {
        var image = randint(0, 256, [3, 7, 5], dtype: ScalarType.Byte);

        GoldenMedSam.Close(MedSamImage.Prepare(image, 12), MedSamImage.Prepare(new ImagePlanes(7, 5, 3, image.bytes.ToArray()), 12), 0);
    }

    [Fact]
    public void Sixteen_bits_keep_their_precision()
    {
        // 12 bits in 16, as many scanners write: cut to 8 bits it would wrap around.
        var image = randint(0, 4096, [1, 11, 17], dtype: ScalarType.Int32);

        var prepared = MedSamImage.Prepare(image, 24);

        var scaled = MedSamImage.Prepare(image.@double().div(4095), 24);
        GoldenMedSam.Close(scaled, prepared, 1e-6, $"seed {Seed}");
        Assert.Equal((0f, 1f), (prepared.min().item<float>(), prepared.max().item<float>()));
        Assert.True(prepared.unique().output.numel() > 256, $"seed {Seed}");
    }

    [Fact]
    public void Values_stay_within_the_images_own_range_and_one_range_serves_all_channels()
    {
        var image = cat([full([1, 6, 6], 40, ScalarType.Byte), full([1, 6, 6], 90, ScalarType.Byte), randint(40, 91, [1, 6, 6], dtype: ScalarType.Byte)]);

        var prepared = MedSamImage.Prepare(image, 20);

        Assert.Equal(0, prepared[0, 0].abs().max().ToDouble());
        Assert.Equal(1, prepared[0, 1].min().ToDouble(), 0.021);
        Assert.InRange(prepared.min().ToDouble(), 0, 1);
    }

    [Fact]
    public void An_image_that_has_the_size_already_is_only_normalised()
    {
        var image = randint(0, 256, [3, 19, 19], dtype: ScalarType.Byte);
        var (minimum, maximum) = (image.min().ToDouble(), image.max().ToDouble());

        GoldenMedSam.Close((image.@double() - minimum).div(maximum - minimum).@float().unsqueeze(0), MedSamImage.Prepare(image, 19), 1e-7, $"seed {Seed}");
    }

    [Fact]
    public void Sam_keeps_the_aspect_ratio_and_what_has_the_size_already()
    {
        var image = randint(0, 256, [3, 20, 32], dtype: ScalarType.Byte);

        Assert.Equal((20, 32), SamImage.ResizedSize(20, 32, 32));
        GoldenMedSam.Close(image.@float(), SamImage.Resize(image, 32), 0);
        Assert.Equal([3, 10, 16], SamImage.Resize(image, 16).shape);
        Assert.Equal((683, 1024), SamImage.ResizedSize(400, 600));
        Assert.Equal((1024, 1), SamImage.ResizedSize(5000, 1));
    }

    [Fact]
    public void Halving_an_image_is_the_triangle_filter_of_four_pixels_rounded_after_either_axis()
    {
        var image = randint(0, 256, [1, 8, 8], dtype: ScalarType.Byte);
        var values = image.@double().view(8, 8);

        var found = SamImage.Resize(image, 4)[0].@double();

        static double At(double[] line, int i)
        {
            var (sum, total) = (0.0, 0.0);
            for (var k = 0; k < 8; k++)
            {
                var weight = Math.Max(0, 1 - Math.Abs((k + 0.5 - (i * 2 + 1)) / 2));
                (sum, total) = (sum + weight * line[k], total + weight);
            }
            return Math.Floor(sum / total + 0.5);
        }
        var columns = Enumerable.Range(0, 8).Select(y => Enumerable.Range(0, 4).Select(x => At([.. Enumerable.Range(0, 8).Select(k => values[y, k].ToDouble())], x)).ToArray()).ToArray();
        for (var y = 0; y < 4; y++)
        {
            // Sums that end in a half may be rounded to either side.
            for (var x = 0; x < 4; x++) Assert.Equal(At([.. columns.Select(row => row[x])], y), found[y, x].ToDouble(), 1.0);
        }
    }

    [Fact]
    public void Coordinates_follow_the_image()
    {
        Assert.Equal([16f, 8, 32, 16], SamImage.ScaleCoordinates(tensor(new float[] { 32, 16, 64, 32 }).view(1, 4), 32, 64, 32).data<float>().ToArray());
        Assert.Equal([16f, 8], SamImage.ScaleCoordinates(tensor(new float[] { 32, 16 }), 32, 64, 32).data<float>().ToArray());
        Assert.Equal([32f, 32, 64, 64], MedSamImage.ScaleBoxes(tensor(new float[] { 32, 16, 64, 32 }).view(1, 4), 32, 64, 64).data<float>().ToArray());
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Refused("RGB", () => MedSamImage.Prepare(zeros(5, 4, 4)));
        Refused("[C, H, W]", () => MedSamImage.Prepare(zeros(4, 4)));
        Refused("at least 1", () => MedSamImage.Prepare(zeros(1, 4, 4), 0));
        Refused("[P, 4]", () => MedSamImage.ScaleBoxes(zeros(4), 3, 3));
        Refused("at most 8", () => SamImage.Prepare(zeros(3, 9, 4), 8));
        Refused("[..., 2]", () => SamImage.ScaleCoordinates(zeros(2, 3), 3, 3));
        Refused("larger than the input", () => Postprocessing.SamMasks.Logits(zeros(1, 1, 4, 4), (9, 3), (4, 4), 8));

        static void Refused(string expected, Func<Tensor> call) => Assert.Contains(expected, Assert.Throws<ArgumentException>(call).Message);
    }
}
