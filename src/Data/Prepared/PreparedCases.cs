using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prompts;
using DeferredSeg.Data.References;
using DeferredSeg.Data.Resizing;

namespace DeferredSeg.Data.Prepared;

/// <summary>Cases of a dataset for one network: cropped, intensities, resized, turned, in that order, with their reference.</summary>
/// <remarks>Nothing is kept but where images lie; whoever wants cases often keeps what is made of them. The geometry stays that of the dataset's image.</remarks>
public sealed class PreparedCases : IPreparedCases
{
    private readonly IDataset _dataset;
    private readonly PreparationSettings _settings;
    private readonly InputRule _input;
    private readonly InputSize _size;
    private readonly CaseReferences _references;
    private readonly BoxPrompts? _boxes;
    private readonly Intensities _intensities;
    private readonly ConcurrentDictionary<string, Placement> _placements = new(StringComparer.Ordinal);

    /// <summary>Holds the settings against the network.</summary>
    /// <param name="dataset">Where cases are read.</param>
    /// <param name="cases">Which of its cases, in this order.</param>
    /// <param name="settings">How images become the network's input.</param>
    /// <param name="input">What the network takes: 1 or 3 channels, two spatial axes.</param>
    /// <param name="references">The truth.</param>
    /// <param name="boxes">Box prompts; null for none.</param>
    /// <exception cref="DatasetException">The settings contradict each other or the network.</exception>
    public PreparedCases(IDataset dataset, IReadOnlyList<CaseInfo> cases, PreparationSettings settings, InputRule input, CaseReferences references, BoxPrompts? boxes = null)
    {
        if (settings.Check().ToList() is { Count: > 0 } wrong) throw new DatasetException("The settings of the preparation", wrong);
        if (input.Channels is not (1 or 3)) throw new DatasetException($"The network takes {input.Channels} channels, and images have 1 or 3; expected a network for grey or coloured images.");
        (_dataset, Cases, _settings, _input, _references, _boxes) = (dataset, cases, settings, input, references, boxes);
        (_size, _intensities) = (new(input, settings.Size), new(settings));
    }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The case has no reference, or values that are no numbers; or it cannot be laid on its side.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PreparedCase Get(int index, GeometricVariant variant)
    {
        var one = _dataset.Load(Cases[index].Id);
        var place = Place(one);
        if (!_size.TakesOnSide && (variant.QuarterTurns & 1) == 1) throw new DatasetException($"The case '{one.Info.Id}' cannot be laid on its side: the network takes {place.Height} by {place.Width} pixels alone. Turn by 0 or 2 quarters.");
        var raw = place.Crop<float>(one.Image, one.Channels);
        _intensities.Mend(one, raw, place.CropWidth);
        var values = _intensities.Apply(one, raw);
        var image = Resize(values, one.Channels, place);
        var truth = Truth(one);
        var reference = Turning.Apply(place.ToPrepared(truth), variant);
        var shown = ShownPicture.Of(one, image, one.FullScale is { } full && _intensities.RuleOf(one) != IntensityRule.Unit ? Array.ConvertAll(Resize(raw, one.Channels, place), value => value / full) : image, place);
        return new(one.Info, Turning.Apply<float>(Channels.Convert(image, one.Channels, _input.Channels), _input.Channels, place.Height, place.Width, variant), Turning.Apply(shown, variant), reference, variant)
        {
            FieldOfView = one.FieldOfView is { } view ? Turning.Apply(place.ToPrepared(view), variant) : null,
            Box = _boxes?.Of(reference, _dataset.Description.ClassKind, one.Info.Id, variant.QuarterTurns + (variant.Mirrored ? 4 : 0)),
            Placement = place,
        };
    }

    /// <summary>A case as it lies in the dataset: nothing is cut, resized or turned, and there is no input for the network.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <exception cref="DatasetException">The case has no reference.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PreparedCase Native(int index)
    {
        var one = _dataset.Load(Cases[index].Id);
        var bright = one.FullScale is { } full ? Array.ConvertAll(one.Image, value => value / full) : one.Image;
        return new(one.Info, [], ShownPicture.Of(one, one.Image, bright, new(one.Height, one.Width, 0, 0, one.Height, one.Width, one.Height, one.Width)), Truth(one), GeometricVariant.None) { FieldOfView = one.FieldOfView };
    }

    /// <summary>How the reference of a case was made.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public CaseReference ReferenceOf(int index) => _references.Of(_dataset.Load(Cases[index].Id));

    /// <summary>What the ledger says of box prompts; null where there are none, or none of the truth.</summary>
    public TruthPrompts? TruthPrompts => _boxes?.Truth;

    /// <summary>The recorded raters' masks as this preparation lays them; null where the dataset has none.</summary>
    /// <param name="variant">How they are turned.</param>
    public IRaterMasks? Raters(GeometricVariant variant) => _dataset.Raters is { } raters ? new PreparedRaters(raters, PlacementOf, variant) : null;

    /// <summary>Where the prepared image of a case lies in the dataset's own, before it is turned.</summary>
    /// <param name="caseId">A case of the dataset.</param>
    public Placement PlacementOf(string caseId) => _placements.TryGetValue(caseId, out var known) ? known : Place(_dataset.Load(caseId));

    private MaskPlanes Truth(DatasetCase one)
    {
        var made = _references.Of(one);
        var truth = made.Mask ?? throw new DatasetException($"The case '{one.Info.Id}' has no reference. {made.Note} Leave the case out, or choose another reference.");
        if ((truth.Height, truth.Width) != (one.Height, one.Width)) throw new DatasetException($"The reference of '{one.Info.Id}' is {truth.Height} by {truth.Width} pixels and its image {one.Height} by {one.Width}; expected one size. Give masks of the image.");
        return truth;
    }

    private Placement Place(DatasetCase one) => _placements.GetOrAdd(one.Info.Id, _ =>
    {
        var (top, left, height, width) = _settings.CropToFieldOfView && one.FieldOfView is { } view ? ViewRectangle.Of(view) : (0, 0, one.Height, one.Width);
        var (toHeight, toWidth) = _size.Of(height, width);
        return new(one.Height, one.Width, top, left, height, width, toHeight, toWidth);
    });

    private float[] Resize(float[] values, int channels, Placement place)
    {
        if (_settings.Resize == ResizeMethod.Nearest) return NearestPixels.Resize<float>(values, channels, place.CropHeight, place.CropWidth, place.Height, place.Width);
        var filter = _settings.Resize switch { ResizeMethod.Bicubic => ResizeFilter.Bicubic, ResizeMethod.Box => ResizeFilter.Box, _ => ResizeFilter.Bilinear };
        return [.. values.Chunk(place.CropHeight * place.CropWidth).SelectMany(plane => Resampling.Resize(plane.AsSpan(), place.CropHeight, place.CropWidth, place.Height, place.Width, filter))];
    }
}
