namespace DeferredSeg.PluginKit.Trials;

/// <summary>Random tensors that follow from the seed, not from torch's global generator.</summary>
internal static class TrialInputs
{
    /// <summary>Values from 0 to 1, float32; different for another salt.</summary>
    public static Tensor Random(long[] shape, ConformanceSettings settings, int salt = 0)
    {
        using var generator = new torch.Generator((ulong)settings.Seed + (ulong)salt, torch.CPU);
        return torch.rand(shape, generator: generator, dtype: torch.ScalarType.Float32).to(settings.Device);
    }

    /// <summary>Runs something with torch's global generator seeded, and puts the generator back.</summary>
    public static T Seeded<T>(long seed, Func<T> body)
    {
        using var before = torch.get_rng_state();
        using var generator = torch.manual_seed(seed);
        try
        {
            return body();
        }
        finally
        {
            torch.set_rng_state(before);
        }
    }
}
