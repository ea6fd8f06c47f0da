using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;
using static TorchSharp.torch;

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
    /// <param name="input">What the network takes: channels, and two spatial axes.</param>
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
                        "preparation:intensity is backbone, and there is no network here that prepares images itself; expected another rule, "
                            + "such as minMaxImage."
                    )
                : null;
        (_settings, Channels, _size, _intensities) = (settings, input.Channels, new(input, settings.Size), new(settings));
    }

    /// <summary>Planes C of a prepared image: the network's channels.</summary>
    public int Channels { get; }

    /// <summary>Whether images may be laid on their side.</summary>
    internal bool TakesOnSide => _size.TakesOnSide;

    /// <summary>Where the prepared image of a case will lie in its own.</summary>
    public Placement Place(DatasetCase one)
    {
        var (top, left, height, width) = _settings.CropToFieldOfView && one.FieldOfView is { } view ? Around(view) : (0, 0, one.Height, one.Width);
        var (toHeight, toWidth) = _size.Of(height, width);
        return new(one.Height, one.Width, top, left, height, width, toHeight, toWidth) { Depth = one.Slices?.Count };
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
        return Shown(one, values, Bright(one, values, raw, same => same), one.Grid);
    }

    internal PreparedImage Prepare(DatasetCase one, Placement place)
    {
        RequireChannels(one.Channels, one.Info.Id);
        var planes = one.Channels * place.Grid.Depth;
        var raw = place.Crop<float>(one.Image, planes);
        _intensities.Mend(one, raw, place.CropWidth);
        var image = Resize(_intensities.Apply(one, raw), planes, place);
        var shown = Shown(one, image, Bright(one, image, raw, values => Resize(values, planes, place)), place.Grid);
        var input = _backbone is null ? ConvertChannels(image, one.Channels, Channels) : BackboneImages.Prepare(_backbone, one, raw, place, Channels);
        return new(one.Info, input, shown, place) { FieldOfView = one.FieldOfView is { } view ? place.ToPrepared(view) : null };
    }

    /// <summary>Refuses images whose channels can be made the network's by no rule.</summary>
    /// <param name="channels">The images' channels.</param>
    /// <param name="images">What messages call them.</param>
    /// <exception cref="DatasetException">The numbers differ and are not those of grey and colour.</exception>
    internal void RequireChannels(int channels, string images)
    {
        if (_backbone is not null || channels == Channels || (channels is 1 or 3 && Channels is 1 or 3))
            return;
        throw new DatasetException(
            $"The network takes {Channels} channels, and '{images}' has {channels}; expected one number. Give the network as many "
                + $"(backbone:options:inputChannels={channels}), or name the channels that it takes in dataset:channels."
        );
    }

    private float[] Bright(DatasetCase one, float[] image, float[] raw, Func<float[], float[]> resize) =>
        one.FullScale is { } full && _intensities.RuleOf(one) != IntensityRule.Unit ? Array.ConvertAll(resize(raw), value => value / full) : image;

    private float[] Resize(float[] values, int planes, Placement place)
    {
        if (_settings.Resize == ResizeMethod.Nearest)
            return NearestPixels.Resize<float>(values, planes, place.CropHeight, place.CropWidth, place.Height, place.Width);
        var filter = _settings.Resize switch
        {
            ResizeMethod.Bicubic => ResizeFilter.Bicubic,
            ResizeMethod.Box => ResizeFilter.Box,
            _ => ResizeFilter.Bilinear,
        };
        var (from, to) = (place.CropHeight * place.CropWidth, place.Height * place.Width);
        // A plane of the size that is wanted is as it is.
        if ((place.CropHeight, place.CropWidth) == (place.Height, place.Width))
            return values;
        var resized = new float[planes * to];
        for (var plane = 0; plane < planes; plane++)
            Resampling
                .Resize(values.AsSpan(plane * from, from), place.CropHeight, place.CropWidth, place.Height, place.Width, filter)
                .CopyTo(resized, plane * to);
        return resized;
    }

    /// <summary>The rectangle around a field of view; the whole image where it is empty.</summary>
    private static (int Top, int Left, int Height, int Width) Around(MaskPlanes view)
    {
        // Of a volume the rectangle around all slices'.
        if (view.Grid is { Axes: 3, Count: var voxels } grid)
        {
            var any = new byte[grid.Height * grid.Width];
            for (var voxel = 0; voxel < voxels; voxel++)
                any[voxel % any.Length] |= view.Values[voxel];
            return Around(new(grid.Height, grid.Width, 1, any));
        }
        if (BoxPrompts.Around(view, ClassKind.Multilabel, 0, StableRandom.Of(0)) is not [var left, var top, var right, var bottom])
            return (0, 0, view.Height, view.Width);
        return ((int)top, (int)left, (int)(bottom - top) + 1, (int)(right - left) + 1);
    }

    /// <summary>Grey is repeated; colour becomes 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Other numbers of channels are the network's.</summary>
    /// <param name="values"><c>[from, H, W]</c>.</param>
    /// <param name="from">The image's channels.</param>
    /// <param name="to">The network's.</param>
    private static float[] ConvertChannels(float[] values, int from, int to)
    {
        if (from == to)
            return values;
        if (from == 1)
            return [.. values, .. values, .. values];
        var pixels = values.Length / 3;
        var grey = new float[pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
            grey[pixel] = (float)(0.299 * values[pixel] + 0.587 * values[pixels + pixel] + 0.114 * values[2 * pixels + pixel]);
        return grey;
    }

    /// <summary>
    /// A prepared image for a person: 0 to 1 becomes 0 to 255; values beyond, where nothing says what full brightness is, are stretched from the least to
    /// the largest.
    /// </summary>
    /// <param name="one">The case.</param>
    /// <param name="image">The network's input.</param>
    /// <param name="bright">The same, with 0 to 1 as full brightness where that is known.</param>
    /// <param name="grid">The pixels.</param>
    private static ImagePlanes Shown(DatasetCase one, float[] image, float[] bright, Grid grid)
    {
        var (low, high) = (0.0, 1.0);
        if (one.FullScale is null && IntensityStatistics.Of(image) is var range && (range.Minimum < 0 || range.Maximum > 1))
            (low, high) = (range.Minimum, range.Maximum > range.Minimum ? range.Maximum : range.Minimum + 1);
        // Of channels that are no colours people see the first.
        var channels = one.Channels == 3 ? 3 : 1;
        return new(
            grid,
            channels,
            Array.ConvertAll(bright[..(channels * grid.Count)], value => (byte)Math.Clamp(Math.Round((value - low) / (high - low) * 255), 0, 255)),
            null
        );
    }
}

/// <summary>An image in a network's input space, without any truth. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[C, H, W]</c>, row by row, as the network's input rule says.</param>
/// <param name="Shown">The same image for a person, 8 bits a sample.</param>
/// <param name="Placement">Where it lies in the dataset's own image; its sizes H and W are the prepared ones.</param>
public sealed record PreparedImage(CaseInfo Info, float[] Image, ImagePlanes Shown, Placement Placement)
{
    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }
}

/// <summary>Images that a backbone prepares itself, <see cref="IntensityRule.Backbone"/>.</summary>
internal static class BackboneImages
{
    /// <summary>Hands a case's own samples to the backbone, in the type that the contract has for its kind of file.</summary>
    /// <param name="backbone">What prepares.</param>
    /// <param name="one">The case.</param>
    /// <param name="values">Its samples after cropping, all finite, <c>[C, CropHeight, CropWidth]</c>.</param>
    /// <param name="place">Where they lie, and the size of the result.</param>
    /// <param name="channels">Channels of the result.</param>
    /// <returns><c>[channels, Height, Width]</c>, row by row.</returns>
    /// <exception cref="DatasetException">The backbone refuses the image.</exception>
    public static float[] Prepare(IImagePreprocessing backbone, DatasetCase one, float[] values, Placement place, int channels)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var image = Samples(values, [one.Channels, place.CropHeight, place.CropWidth], one.FullScale);
        try
        {
            using var prepared = backbone.Preprocess(image, place.Height, place.Width);
            long[] expected = [1, channels, place.Height, place.Width];
            if (!prepared.shape.SequenceEqual(expected))
                throw new InvalidOperationException(
                    $"The backbone prepared '{one.Info.Id}' as [{string.Join(", ", prepared.shape)}]; expected [{string.Join(", ", expected)}]."
                );
            return prepared.contiguous().data<float>().ToArray();
        }
        catch (ArgumentException e)
        {
            throw new DatasetException(
                $"The case '{one.Info.Id}' cannot be prepared: {e.Message} Choose another preparation:intensity than backbone, or mend the image.",
                e
            );
        }
    }

    // What a picture's file holds are whole numbers, which float32 kept exactly.
    private static Tensor Samples(float[] values, long[] shape, int? fullScale) =>
        fullScale switch
        {
            null => tensor(values, shape),
            byte.MaxValue => tensor(Array.ConvertAll(values, value => (byte)value), shape, ScalarType.Byte),
            _ => tensor(Array.ConvertAll(values, value => (int)value), shape, ScalarType.Int32),
        };
}
