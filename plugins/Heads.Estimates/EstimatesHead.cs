using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace Heads.Estimates;

/// <summary>
/// Estimates, at each pixel, of the truth and of how each expert answers it (<see cref="RoutingParameterisation.Estimates"/>), by a small network on the
/// numbers of the pixel and of its surroundings. It works with a black box too.
/// </summary>
/// <remarks>
/// <para>Two spatial axes; volumes are refused.</para>
/// <para>Its state dictionary: <c>first.weight [width, F]</c>, <c>second.weight [width, width]</c>, <c>last.weight [G·M, width]</c> and their biases,
/// <c>prior_constant</c>, <c>prior_slope</c> and <c>prior_size [M]</c>, <c>input_mean</c> and <c>input_deviation [F]</c>.</para>
/// </remarks>
internal sealed class EstimatesHead : IPixelwiseHead
{
    // Pixels that are computed at once, so that hidden layers of a large image do not fill the memory.
    private const int PixelsAtOnce = 1 << 16;

    private readonly EstimateLayers _layers;
    private readonly EstimateLayout _layout;
    private readonly PixelInputs _inputs;
    private readonly HeadDescription _description;

    /// <summary>Builds it with freshly initialised weights, from torch's default generator.</summary>
    public EstimatesHead(EstimatesOptions options, EstimateLayout layout, PixelInputs inputs)
    {
        (_layout, _inputs) = (layout, inputs);
        _layers = new(layout, inputs.Count, options.Width);
        _description = new()
        {
            Id = EstimatesFactory.Name,
            Version = typeof(EstimatesHead).Assembly.GetName().Version?.ToString(3) ?? "",
            Parameterisation = RoutingParameterisation.Estimates,
            RoutesPerClass = options.RoutesPerClass,
            HasPredictor = false,
            NeedsFeatures = inputs.FeatureChannels > 0,
            ReadsImage = inputs.ImageChannels > 0,
        };
    }

    /// <inheritdoc/>
    public Module Module => _layers;

    /// <inheritdoc/>
    public IReadOnlyList<string> WithoutDecay => EstimateLayers.PriorNames;

    /// <inheritdoc/>
    public HeadDescription Describe() => _description;

    /// <inheritdoc/>
    public Tensor Inputs(SegmentationOutput segmentation) => _inputs.Of(segmentation, _layout.Kind);

    /// <inheritdoc/>
    public void Standardise(Tensor mean, Tensor deviation) => _layers.Standardise(mean, deviation);

    /// <inheritdoc/>
    public Tensor Estimate(Tensor inputs) => _layers.Estimate(inputs);

    /// <inheritdoc/>
    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var seen = _inputs.Maps(segmentation, _layout.Kind);
        var (count, height, width) = (segmentation.Logits.shape[0], segmentation.Logits.shape[2], segmentation.Logits.shape[3]);
        var maps = empty([count, _layout.Groups, _layout.Maps, height, width], ScalarType.Float32, segmentation.Logits.device);
        var rows = Math.Clamp(PixelsAtOnce / (count * width), 1, height);
        for (var first = 0L; first < height; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var band = NewDisposeScope();
            var inputs = PixelInputs.Rows(seen, first, Math.Min(rows, height - first));
            var estimates = Estimate(inputs.permute(0, 2, 3, 1).reshape(-1, inputs.shape[1]));
            maps.narrow(3, first, inputs.shape[2]).copy_(estimates.view(count, -1, width, _layout.Groups, _layout.Maps).permute(0, 3, 4, 1, 2));
        }
        return new(maps.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();
}
