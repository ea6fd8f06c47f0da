namespace DeferredSeg.PluginKit.Trials;

/// <summary>Images as files have them, <c>[C, H, W]</c> on the CPU, of sizes that no network asks for.</summary>
internal static class TrialImages
{
    /// <summary>Every kind that the contract has, grey and coloured, and images of one value.</summary>
    public static IEnumerable<(string What, Tensor Image)> All(ConformanceSettings settings)
    {
        var onCpu = settings with { Device = torch.CPU };
        var salt = 100;
        foreach (var channels in new long[] { 1, 3 })
        {
            var colour = channels == 1 ? "grey" : "coloured";
            yield return ($"{colour}, 8 bits", Drawn(channels, 13, 19).mul(255).round().to(torch.ScalarType.Byte));
            yield return ($"{colour}, 16 bits", Drawn(channels, 23, 11).mul(65535).round().to(torch.ScalarType.Int32));
            yield return ($"{colour}, real numbers", Drawn(channels, 9, 31).mul(3000).sub(1000));
            yield return ($"{colour}, of one value", torch.full([channels, 7, 5], 40, dtype: torch.ScalarType.Byte));
        }

        Tensor Drawn(long channels, long height, long width) => TrialInputs.Random([channels, height, width], onCpu, salt++);
    }
}
