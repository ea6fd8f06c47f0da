using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Runs;

/// <summary>The backbone's own preparation of images, where a configuration asks for it.</summary>
internal static class ConfiguredPreprocessing
{
    private const string Instead = "minMaxImage (the least and the largest value become 0 and 1), unit, zScore, ctSoft or window";

    /// <summary>What prepares images besides the host; null where the host does it alone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="settings">The dataset's preparation; null for the defaults.</param>
    /// <exception cref="ConfigurationException">It is asked for, and the backbone prepares no images.</exception>
    public static IImagePreprocessing? Of(GuardedBackbone backbone, PreparationSettings? settings) =>
        settings?.Intensity != IntensityRule.Backbone
            ? null
            : backbone.ImagePreprocessing
                ?? throw new ConfigurationException(
                    $"$.dataset.preparation.intensity is backbone, and the backbone {backbone.Description.Id} (plugin {backbone.Plugin}) prepares no images "
                        + $"itself. Let the host prepare them: {Instead}. "
                        + (
                            backbone.Description.Input.ValueRange is { Length: > 0 } range
                                ? $"The values that it takes: {range}."
                                : "Which values it takes it does not say."
                        )
                );
}
