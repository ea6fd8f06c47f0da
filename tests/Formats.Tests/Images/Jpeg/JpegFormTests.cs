using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>Random coefficients against the formulas of the transform, the enlargement and the colours in double precision.</summary>
public class JpegFormTests
{
    /// <summary>
    /// Rounding is up to 1/2 in each of the three components, at the enlargement and at the end; blue adds 1.772 times that of Cb, so 3
    /// is the most a sample can be off.
    /// </summary>
    private const double Furthest = 3;

    [Fact]
    public void Samples_lie_where_the_formulas_say()
    {
        int seed = TestSeed.Value;
        Random random = new(seed);
        int samples = 0;
        int off = 0;
        for (int i = 0; i < 60; i++)
        {
            CodedJpeg coded = new(random);
            RasterImage image = ImageFile.Read(coded.File(), $"seed {seed}, image {i}: {coded}");
            Assert.Equal((coded.Height, coded.Width, coded.Channels), (image.Height, image.Width, image.Channels));
            double[] expected = coded.Expected();
            for (int at = 0; at < expected.Length; at++)
            {
                double difference = Math.Abs(image.Samples[at] - expected[at]);
                Assert.True(difference <= Furthest, $"seed {seed}, image {i}, {coded}: sample {at} is {image.Samples[at]} instead of {expected[at]:F2}");
                off += difference > 1.5 ? 1 : 0;
                samples++;
            }
        }

        Assert.True(off <= samples / 50, $"seed {seed}: {off} of {samples} samples are off by more than 1.5");
    }
}
