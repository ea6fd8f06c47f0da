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
    public void Each_axis_is_resized_by_itself()
    {
        var random = new Random(Seed);
        var (height, width) = (random.Next(1, 40), random.Next(1, 40));
        // Even along one axis, so that a square one's row or column tells what another size along the other axis must give.
        var row = randint(0, 256, [1, 1, 23], dtype: ScalarType.Byte).expand(1, 17, 23).contiguous();
        var column = row.transpose(1, 2).contiguous();

        GoldenMedSam.Close(
            MedSamImage.Prepare(row, width)[.., .., ..1].expand(-1, -1, height, -1),
            MedSamImage.Prepare(row, height, width),
            1e-6,
            $"seed {Seed}"
        );
        GoldenMedSam.Close(
            MedSamImage.Prepare(column, height)[.., .., .., ..1].expand(-1, -1, -1, width),
            MedSamImage.Prepare(column, height, width),
            1e-6,
            $"seed {Seed}"
        );
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
    public void Sam_resizes_by_the_triangle_filter_and_rounds_after_either_axis()
    {
        var random = new Random(Seed);
        for (var trial = 0; trial < 10; trial++)
        {
            var (height, width, size) = (random.Next(1, 40), random.Next(1, 40), random.Next(1, 40));
            var image = randint(0, 256, [1, height, width], dtype: ScalarType.Byte);

            var found = SamImage.Resize(image, size)[0];

            var (newHeight, newWidth) = SamImage.ResizedSize(height, width, size);
            var rows = image.@double().view(height, width).data<double>().ToArray().Chunk(width).Select(row => Triangle.Resize(row, newWidth)).ToArray();
            for (var x = 0; x < newWidth; x++)
            {
                // Sums that all but end in a half may be rounded to either side; so may what depends on them.
                if (rows.Any(row => Triangle.IsHalf(row[x])))
                    continue;
                var column = Triangle.Resize([.. rows.Select(row => Triangle.Round(row[x]))], newHeight);
                for (var y = 0; y < newHeight; y++)
                    Assert.True(
                        Triangle.IsHalf(column[y]) || Triangle.Round(column[y]) == found[y, x].item<float>(),
                        $"seed {Seed}, trial {trial}, {height} by {width} to {size}, row {y}, column {x}: {found[y, x].item<float>()}, expected {column[y]}"
                    );
            }
        }
    }

    [Theory]
    [InlineData(
        12,
        8,
        12,
        new byte[]
        {
            171,
            180,
            197,
            156,
            55,
            55,
            156,
            185,
            142,
            123,
            128,
            131,
            169,
            170,
            172,
            146,
            93,
            89,
            135,
            146,
            121,
            112,
            119,
            123,
            164,
            149,
            121,
            127,
            168,
            157,
            93,
            67,
            78,
            89,
            100,
            106,
            157,
            138,
            100,
            109,
            167,
            150,
            58,
            23,
            44,
            59,
            71,
            77,
            150,
            137,
            110,
            94,
            90,
            69,
            31,
            13,
            17,
            22,
            30,
            34,
            119,
            125,
            137,
            115,
            63,
            41,
            47,
            49,
            49,
            42,
            30,
            24,
            65,
            103,
            180,
            174,
            88,
            66,
            107,
            132,
            140,
            120,
            72,
            48,
            38,
            92,
            201,
            203,
            100,
            78,
            137,
            173,
            186,
            159,
            93,
            60,
        }
    )]
    [InlineData(4, 3, 4, new byte[] { 167, 115, 126, 115, 129, 110, 35, 48, 122, 107, 116, 79 })]
    public void Sam_resizes_as_pillow_ties_among_them(int size, int height, int width, byte[] expected)
    {
        var image = tensor(
            new byte[] { 171, 206, 5, 206, 120, 131, 161, 73, 250, 13, 71, 98, 146, 104, 33, 11, 0, 12, 38, 255, 48, 167, 192, 60 },
            [1, 4, 6],
            ScalarType.Byte
        );

        GoldenMedSam.Close(tensor(expected, [1, height, width], ScalarType.Byte).@float().expand(3, -1, -1), SamImage.Resize(image, size), 0);
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
        Refused("to be 3 by 0", () => MedSamImage.Prepare(zeros(1, 4, 4), 3, 0));
        Refused("[P, 4]", () => MedSamImage.ScaleBoxes(zeros(4), 3, 3));
        Refused("8-bit", () => SamImage.Resize(zeros(3, 4, 4)));
        Refused("at most 8", () => SamImage.Prepare(zeros(3, 9, 4), 8));
        Refused("[..., 2]", () => SamImage.ScaleCoordinates(zeros(2, 3), 3, 3));
        Refused("larger than the input", () => SamMasks.Logits(zeros(1, 1, 4, 4), (9, 3), (4, 4), 8));

        static void Refused(string expected, Func<Tensor> call) => Assert.Contains(expected, Assert.Throws<ArgumentException>(call).Message);
    }
}
