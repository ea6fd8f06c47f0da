namespace Wrappers.Passes;

/// <summary>What networks that answer together take and give.</summary>
internal static class PassesDescription
{
    /// <summary>Describes them as one.</summary>
    /// <param name="id">The wrapper's name.</param>
    /// <param name="networks">The networks; channels, axes and classes are the same.</param>
    /// <exception cref="ArgumentException">No image has a size that all of them take.</exception>
    public static BackboneDescription Of(string id, IReadOnlyList<BackboneDescription> networks)
    {
        var first = networks[0];
        var channels = networks.Select(network => network.DecoderChannels).Distinct().ToList();
        return new()
        {
            Id = id,
            Version = typeof(PassesDescription).Assembly.GetName().Version?.ToString(3) ?? "",
            Input = Input(networks),
            Classes = first.Classes,
            ClassKind = first.ClassKind,
            Prompts = networks.Aggregate(first.Prompts, (kinds, network) => kinds & network.Prompts),
            HasPasses = true,
            DecoderChannels = channels.Count == 1 ? channels[0] : null,
            IsBatchIndependent = networks.All(network => network.IsBatchIndependent),
            IsThreadSafe = networks.All(network => network.IsThreadSafe),
            License = networks.All(network => network.License == first.License) ? first.License : null,
            Citation = networks.All(network => network.Citation == first.Citation) ? first.Citation : null,
        };
    }

    private static InputRule Input(IReadOnlyList<BackboneDescription> networks)
    {
        var first = networks[0].Input;
        var fix = networks.FirstOrDefault(network => network.Input.FixedSizes is not null);
        var input = first with
        {
            SmallestSize = networks.Max(network => network.Input.SmallestSize),
            SizeMultiple = networks.Select(network => network.Input.SizeMultiple).Aggregate(CommonMultiple),
            FixedSizes = fix?.Input.FixedSizes,
            ValueRange = networks.All(network => network.Input.ValueRange == first.ValueRange) ? first.ValueRange : null,
        };
        if (fix is null)
            return input;
        foreach (var network in networks)
        {
            var (rule, sizes) = (network.Input, fix.Input.FixedSizes!);
            var fits = rule.FixedSizes?.SequenceEqual(sizes) ?? sizes.All(size => size >= rule.SmallestSize && size % rule.SizeMultiple == 0);
            if (!fits)
                throw new ArgumentException(
                    $"the network {fix.Id} takes images of {Shown(sizes)} pixels alone, and the network {network.Id} "
                        + (
                            rule.FixedSizes is { } other
                                ? $"of {Shown(other)}"
                                : $"of at least {rule.SmallestSize} pixels along every axis, in multiples of {rule.SizeMultiple}"
                        )
                        + "; expected networks that take the same image."
                );
        }
        // The only sizes are looked at first, and satisfy the other rules.
        return input;
    }

    private static string Shown(IEnumerable<int> sizes) => string.Join(" by ", sizes);

    private static int CommonMultiple(int one, int other) => one / (int)System.Numerics.BigInteger.GreatestCommonDivisor(one, other) * other;
}
