using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>Images of all kinds that can be written.</summary>
internal static class RandomImages
{
    public static TheoryData<int, int> Kinds
    {
        get
        {
            TheoryData<int, int> kinds = [];
            foreach (int depth in new[] { 8, 16 })
                for (int channels = 1; channels <= 4; channels++)
                    kinds.Add(channels, depth);
            return kinds;
        }
    }

    /// <summary>Noise, a constant, or a slope with a little noise, which the filters meet differently.</summary>
    public static RasterImage Of(Random random, int height, int width, int channels, int depth)
    {
        int maximum = (1 << depth) - 1;
        int kind = random.Next(3);
        int constant = random.Next(maximum + 1);
        ushort[] samples = new ushort[height * width * channels];
        for (int i = 0; i < samples.Length; i++)
        {
            int value = kind switch
            {
                0 => random.Next(maximum + 1),
                1 => constant,
                _ => constant + 3 * (i / channels % width) + 5 * (i / channels / width) + random.Next(3),
            };
            samples[i] = (ushort)(value & maximum);
        }

        return new(height, width, channels, depth, samples);
    }
}
