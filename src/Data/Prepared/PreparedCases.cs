using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prompts;
using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Prepared;

/// <summary>Cases of a dataset for one network: prepared (<see cref="ImagePreparation"/>), then turned, with their reference.</summary>
/// <remarks>
/// Nothing is kept but where images lie; whoever wants cases often keeps what is made of them. The geometry stays that of the dataset's image.
/// </remarks>
public sealed class PreparedCases : IPreparedCases
{
    private readonly IDataset _dataset;
    private readonly ImagePreparation _preparation;
    private readonly CaseReferences _references;
    private readonly BoxPrompts? _boxes;
    private readonly ConcurrentDictionary<string, Placement> _placements = new(StringComparer.Ordinal);

    /// <summary>Holds the settings against the network.</summary>
    /// <param name="dataset">Where cases are read.</param>
    /// <param name="cases">Which of its cases, in this order.</param>
    /// <param name="settings">How images become the network's input.</param>
    /// <param name="input">What the network takes, as <see cref="ImagePreparation"/> has it.</param>
    /// <param name="references">The truth.</param>
    /// <param name="boxes">Box prompts; null for none.</param>
    /// <param name="backbone">The network's own preparation of images, for <see cref="IntensityRule.Backbone"/>; null where it has none.</param>
    /// <exception cref="DatasetException">The settings contradict each other or the network.</exception>
    public PreparedCases(
        IDataset dataset,
        IReadOnlyList<CaseInfo> cases,
        PreparationSettings settings,
        InputRule input,
        CaseReferences references,
        BoxPrompts? boxes = null,
        IImagePreprocessing? backbone = null
    )
    {
        (_dataset, Cases, _preparation, _references, _boxes) = (dataset, cases, new(settings, input, backbone), references, boxes);
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
        if (!_preparation.TakesOnSide && (variant.QuarterTurns & 1) == 1)
            throw new DatasetException(
                $"The case '{one.Info.Id}' cannot be laid on its side: the network takes {place.Height} by {place.Width} pixels alone. Turn by 0 or 2 quarters."
            );
        var prepared = _preparation.Prepare(one, place);
        var truth = Truth(one);
        var reference = Turning.Apply(place.ToPrepared(truth), variant);
        return new(
            one.Info,
            Turning.Apply<float>(prepared.Image, _preparation.Channels, place.Height, place.Width, variant),
            Turning.Apply(prepared.Shown, variant),
            reference,
            variant
        )
        {
            FieldOfView = prepared.FieldOfView is { } view ? Turning.Apply(view, variant) : null,
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
        return new(one.Info, [], _preparation.ShowWhole(one), Truth(one), GeometricVariant.None) { FieldOfView = one.FieldOfView };
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
        var truth =
            made.Mask ?? throw new DatasetException($"The case '{one.Info.Id}' has no reference. {made.Note} Leave the case out, or choose another reference.");
        if ((truth.Height, truth.Width) != (one.Height, one.Width))
            throw new DatasetException(
                $"The reference of '{one.Info.Id}' is {truth.Height} by {truth.Width} pixels and its image {one.Height} by {one.Width}; expected one size. Give masks of the image."
            );
        return truth;
    }

    private Placement Place(DatasetCase one) => _placements.GetOrAdd(one.Info.Id, _ => _preparation.Place(one));
}
