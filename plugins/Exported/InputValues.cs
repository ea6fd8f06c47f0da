namespace Exported;

/// <summary>The numbers that a model computes with, from those of a prepared image: range, then mean and deviation of each channel.</summary>
/// <param name="range">What 0 and 1 become; null leaves values as they are.</param>
/// <param name="mean">Subtracted; null for nothing.</param>
/// <param name="deviation">Divided by; null for nothing.</param>
internal sealed class InputValues(IReadOnlyList<double>? range, IReadOnlyList<double>? mean, IReadOnlyList<double>? deviation)
{
    /// <summary>Whether values stay as they are.</summary>
    public bool IsIdentity => (range is null || range is [0, 1]) && mean is null && deviation is null;

    /// <summary>Refuses numbers that are not one for all channels or one for each.</summary>
    /// <exception cref="ArgumentException">There are others.</exception>
    public void Check(int channels)
    {
        foreach (var (name, values) in new[] { ("mean", mean), ("deviation", deviation) })
        {
            if (values is not null && values.Count != 1 && values.Count != channels)
                throw new ArgumentException($"{name} has {values.Count} numbers and the image {channels} channels; expected one for all, or one for each.");
        }
    }

    /// <summary>The model's input, in the caller's dispose scope.</summary>
    /// <param name="images">float32 <c>[B, C, …]</c>.</param>
    public Tensor Of(Tensor images)
    {
        if (IsIdentity)
            return images.contiguous();
        var values = range is null ? images : images * (range[1] - range[0]) + range[0];
        values = mean is null ? values : values - Channels(mean, images);
        return (deviation is null ? values : values / Channels(deviation, images)).contiguous();
    }

    private static Tensor Channels(IReadOnlyList<double> values, Tensor images)
    {
        long[] shape = [1, values.Count, .. Enumerable.Repeat(1L, (int)images.dim() - 2)];
        return tensor(values.Select(value => (float)value).ToArray(), shape, device: images.device);
    }
}
