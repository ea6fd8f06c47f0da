using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace __Name__;

/// <summary>Routes from the decoder's features alone. All classes share one routing; there is no aggregated predictor.</summary>
public sealed class __Class__Head : ITrainableHead
{
    private readonly int _channels;
    private readonly __Class__Module _module;
    private readonly HeadDescription _description = new()
    {
        Id = __Class__Factory.Name,
        Version = typeof(__Class__Head).Assembly.GetName().Version?.ToString(3) ?? "",
        Parameterisation = RoutingParameterisation.Softmax,
        HasPredictor = false,
    };

    /// <summary>Builds the head with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="channels">Channels C of the features that it will read.</param>
    /// <param name="experts">The number J of experts.</param>
    public __Class__Head(__Class__Options options, int channels, int experts)
    {
        _channels = channels;
        _module = new(channels, options.Width, experts + 1);
    }

    /// <inheritdoc/>
    public Module Module => _module;

    /// <inheritdoc/>
    public HeadDescription Describe() => _description;

    /// <inheritdoc/>
    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        var features =
            segmentation.Features
            ?? throw new ArgumentException("The segmentation shows no features; this head reads the decoder's.", nameof(segmentation));
        if (features.shape[1] != _channels)
        {
            throw new ArgumentException(
                $"Features with {_channels} channels are expected, found [{string.Join(", ", features.shape)}].",
                nameof(segmentation)
            );
        }
        cancellation.ThrowIfCancellationRequested();
        // Tensors made in here end with the scope; what is returned moves out of it.
        using var scope = NewDisposeScope();
        long[] size = [.. segmentation.Logits.shape[2..]];
        var logits = _module.call(features);
        if (!logits.shape[2..].SequenceEqual(size)) logits = functional.interpolate(logits, size, mode: InterpolationMode.Bilinear, align_corners: false);
        // [P, J+1, H, W] to [P, 1, J+1, H, W]: one routing for all classes.
        return new(logits.unsqueeze(1).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();
}
