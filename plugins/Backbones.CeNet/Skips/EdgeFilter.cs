using TorchSharp.Modules;

namespace Backbones.CeNet.Skips;

/// <summary>
/// Edges (FEA): what a map loses at one scale and keeps at another. A map is resized down and up again at each scale; the absolute differences
/// to it are compared between the scales, pair by pair, and averaged. The weights with which they are added belong here.
/// </summary>
internal sealed class EdgeFilter : Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<double> _scaleFactors;

    [ComponentName(Name = "w")]
    private readonly Parameter _weight;

    public EdgeFilter(int channels, IReadOnlyList<double> scaleFactors)
        : base(nameof(EdgeFilter))
    {
        _scaleFactors = scaleFactors;
        _weight = Parameter(ones(1, channels, 1, 1));
        RegisterComponents();
    }

    /// <summary>The weight of each channel's edges, <c>[1, C, 1, 1]</c>.</summary>
    public Parameter Weight => _weight;

    /// <returns>The edges, not weighted: <c>[B, C, H, W]</c>.</returns>
    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var losses = _scaleFactors.Select(scale => Loss(maps, scale)).ToList();
        Tensor? sum = null;
        var pairs = 0;
        for (var i = 0; i < losses.Count; i++)
        {
            for (var j = i + 1; j < losses.Count; j++, pairs++)
            {
                var edges = (losses[i], losses[j]) switch
                {
                    (null, null) => maps.zeros_like(),
                    (null, { } other) => other,
                    ({ } one, null) => one,
                    ({ } one, { } other) => one.sub(other).abs(),
                };
                sum = sum is null ? edges : sum.add(edges);
            }
        }
        if (sum is null)
            return maps.zeros_like().MoveToOuterDisposeScope();
        return (pairs == 1 ? sum : sum.div(pairs)).MoveToOuterDisposeScope();
    }

    /// <summary>The absolute difference to the map at a scale; null at scale 1, where it is 0.</summary>
    private static Tensor? Loss(Tensor maps, double scale)
    {
        if (scale == 1)
            return null;
        using var scope = NewDisposeScope();
        // The scale is used as it is for the sampling; the ratio of the rounded sizes would give other values.
        var small = functional.interpolate(maps, scale_factor: [scale, scale], mode: InterpolationMode.Bilinear, align_corners: false);
        var back = functional.interpolate(small, maps.shape[2..], mode: InterpolationMode.Bilinear, align_corners: false);
        return maps.sub(back).abs().MoveToOuterDisposeScope();
    }
}
