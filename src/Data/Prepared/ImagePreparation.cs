using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Resizing;

namespace DeferredSeg.Data.Prepared;

/// <summary>
/// Images for one network: cropped, intensities, resized, channels, in that order; with <see cref="IntensityRule.Backbone"/> cropped, and all else by the
/// backbone. The same for training and for an image without a truth.
/// </summary>
/// <remarks>Several threads may ask at once, where they may ask the backbone. The same question has the same answer in every run.</remarks>
public sealed class ImagePreparation
{
    private readonly PreparationSettings _settings;
    private readonly InputSize _size;
    private readonly Intensities _intensities;
    private readonly IImagePreprocessing? _backbone;

    /// <summary>Holds the settings against the network.</summary>
    /// <param name="settings">How images become the network's input.</param>
    /// <param name="input">What the network takes: 1 or 3 channels, or any number that the backbone prepares itself; two spatial axes.</param>
    /// <param name="backbone">
    /// The network's own preparation, for <see cref="IntensityRule.Backbone"/>; the caller's, used as long as this is. Null where it has none.
    /// </param>
    /// <exception cref="DatasetException">The settings contradict each other or the network.</exception>
    public ImagePreparation(PreparationSettings settings, InputRule input, IImagePreprocessing? backbone = null)
    {
        if (settings.Check().ToList() is { Count: > 0 } wrong)
            throw new DatasetException("The settings of the preparation", wrong);
        _backbone =
            settings.Intensity == IntensityRule.Backbone
                ? backbone
                    ?? throw new DatasetException(
                        "preparation:intensity is backbone, and there is no network here that prepares images itself; expected another rule, such as minMaxImage."
                    )
                : null;
        if (_backbone is null && input.Channels is not (1 or 3))
            throw new DatasetException($"The network takes {input.Channels} channels, and images have 1 or 3; expected a network for grey or coloured images.");
        (_settings, Channels, _size, _intensities) = (settings, input.Channels, new(input, settings.Size), new(settings));
    }

    /// <summary>Planes C of a prepared image: the network's channels.</summary>
    public int Channels { get; }

    /// <summary>Whether images may be laid on their side.</summary>
    internal bool TakesOnSide => _size.TakesOnSide;

    /// <summary>Where the prepared image of a case will lie in its own.</summary>
    public Placement Place(DatasetCase one)
    {
        var (top, left, height, width) = _settings.CropToFieldOfView && one.FieldOfView is { } view ? ViewRectangle.Of(view) : (0, 0, one.Height, one.Width);
        var (toHeight, toWidth) = _size.Of(height, width);
        return new(one.Height, one.Width, top, left, height, width, toHeight, toWidth);
    }

    /// <summary>Prepares a case's image.</summary>
    /// <exception cref="DatasetException">It has values that are no numbers, the intensity rule does not fit it, or the backbone refuses it.</exception>
    public PreparedImage Prepare(DatasetCase one) => Prepare(one, Place(one));

    /// <summary>
    /// A case's whole image in its own size, as a person is shown it. What is no number, outside of a crop perhaps, is as dark as the darkest pixel.
    /// </summary>
    /// <exception cref="DatasetException">The intensity rule does not fit it.</exception>
    public ImagePlanes ShowWhole(DatasetCase one)
    {
        var least = (float)IntensityStatistics.Of(one.Image).Minimum;
        var raw = Array.ConvertAll(one.Image, value => float.IsFinite(value) ? value : least);
        var values = _intensities.Apply(one, raw);
        return ShownPicture.Of(
            one,
            values,
            Bright(one, values, raw, same => same),
            new(one.Height, one.Width, 0, 0, one.Height, one.Width, one.Height, one.Width)
        );
    }

    internal PreparedImage Prepare(DatasetCase one, Placement place)
    {
        var raw = place.Crop<float>(one.Image, one.Channels);
        _intensities.Mend(one, raw, place.CropWidth);
        var image = Resize(_intensities.Apply(one, raw), one.Channels, place);
        var shown = ShownPicture.Of(one, image, Bright(one, image, raw, values => Resize(values, one.Channels, place)), place);
        var input = _backbone is null ? Prepared.Channels.Convert(image, one.Channels, Channels) : BackboneImages.Prepare(_backbone, one, raw, place, Channels);
        return new(one.Info, input, shown, place) { FieldOfView = one.FieldOfView is { } view ? place.ToPrepared(view) : null };
    }

    private float[] Bright(DatasetCase one, float[] image, float[] raw, Func<float[], float[]> resize) =>
        one.FullScale is { } full && _intensities.RuleOf(one) != IntensityRule.Unit ? Array.ConvertAll(resize(raw), value => value / full) : image;

    private float[] Resize(float[] values, int channels, Placement place)
    {
        if (_settings.Resize == ResizeMethod.Nearest)
            return NearestPixels.Resize<float>(values, channels, place.CropHeight, place.CropWidth, place.Height, place.Width);
        var filter = _settings.Resize switch
        {
            ResizeMethod.Bicubic => ResizeFilter.Bicubic,
            ResizeMethod.Box => ResizeFilter.Box,
            _ => ResizeFilter.Bilinear,
        };
        return
        [
            .. values
                .Chunk(place.CropHeight * place.CropWidth)
                .SelectMany(plane => Resampling.Resize(plane.AsSpan(), place.CropHeight, place.CropWidth, place.Height, place.Width, filter)),
        ];
    }
}
