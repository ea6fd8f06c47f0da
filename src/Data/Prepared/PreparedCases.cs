using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Prepared;

/// <summary>The cases of one part of a split, ready for a network: preprocessed, resized, with their reference.</summary>
/// <remarks>Several threads may ask at once. The same question has the same answer in every run.</remarks>
public interface IPreparedCases
{
    /// <summary>The cases in a fixed order.</summary>
    IReadOnlyList<CaseInfo> Cases { get; }

    /// <summary>Prepares a case.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <param name="variant">How image and masks are turned.</param>
    PreparedCase Get(int index, GeometricVariant variant);
}

/// <summary>A case in a network's input space. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">float32 <c>[C, H, W]</c>, of a volume <c>[C, D, H, W]</c>, row by row, as the network's input rule says.</param>
/// <param name="Shown">The same image for a person, 8 bits a sample.</param>
/// <param name="Reference">The truth, K planes of the same size.</param>
/// <param name="Variant">How it was turned.</param>
public sealed record PreparedCase(CaseInfo Info, float[] Image, ImagePlanes Shown, MaskPlanes Reference, GeometricVariant Variant)
{
    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>What points the network at its target.</summary>
    public CasePrompts Prompts { get; init; } = CasePrompts.None;

    /// <summary>Where the image lies in the dataset's own, before it was turned; null where it was not cut or resized.</summary>
    public Placement? Placement { get; init; }

    /// <summary>
    /// The slices that a whole volume is made of, as cases of the dataset; those outside of the volume, where it was padded, are null. Null for an
    /// image.
    /// </summary>
    public IReadOnlyList<CaseInfo?>? Slices { get; init; }

    /// <summary>Its pixels or voxels.</summary>
    public Grid Grid => Reference.Grid;

    /// <summary>Rows H.</summary>
    public int Height => Reference.Height;

    /// <summary>Columns W.</summary>
    public int Width => Reference.Width;
}

/// <summary>Cases of a dataset for one network: prepared (<see cref="ImagePreparation"/>), then turned, with their reference.</summary>
/// <remarks>
/// Nothing is kept but where images lie; whoever wants cases often keeps what is made of them. The geometry stays that of the dataset's image.
/// </remarks>
public sealed class PreparedCases : IPreparedCases
{
    private readonly IDataset _dataset;
    private readonly ImagePreparation _preparation;
    private readonly CaseReferences _references;
    private readonly PromptSource? _prompts;
    private readonly ConcurrentDictionary<string, Placement> _placements = new(StringComparer.Ordinal);

    /// <summary>Holds the settings against the network.</summary>
    /// <param name="dataset">Where cases are read.</param>
    /// <param name="cases">Which of its cases, in this order.</param>
    /// <param name="settings">How images become the network's input.</param>
    /// <param name="input">What the network takes, as <see cref="ImagePreparation"/> has it.</param>
    /// <param name="references">The truth.</param>
    /// <param name="prompts">Makes prompts; null for none.</param>
    /// <param name="backbone">The network's own preparation of images, for <see cref="IntensityRule.Backbone"/>; null where it has none.</param>
    /// <exception cref="DatasetException">The settings contradict each other or the network.</exception>
    public PreparedCases(
        IDataset dataset,
        IReadOnlyList<CaseInfo> cases,
        PreparationSettings settings,
        InputRule input,
        CaseReferences references,
        PromptSource? prompts = null,
        IImagePreprocessing? backbone = null
    )
    {
        (_dataset, Cases, _preparation, _references, _prompts) = (dataset, cases, new(settings, input, backbone), references, prompts);
        _preparation.RequireChannels(dataset.Description.Channels, dataset.Description.Name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The case has no reference, or values that are no numbers; or it cannot be laid on its side.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PreparedCase Get(int index, GeometricVariant variant)
    {
        return Prepare(_dataset.Load(Cases[index].Id), variant);
    }

    private PreparedCase Prepare(DatasetCase one, GeometricVariant variant)
    {
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
            Turning.Apply<float>(prepared.Image, _preparation.Channels * place.Grid.Depth, place.Height, place.Width, variant),
            Turning.Apply(prepared.Shown, variant),
            reference,
            variant
        )
        {
            FieldOfView = prepared.FieldOfView is { } view ? Turning.Apply(view, variant) : null,
            Prompts =
                _prompts?.Of(reference, _dataset.Description.ClassKind, one.Info.Id, variant.QuarterTurns + (variant.Mirrored ? 4 : 0)) ?? CasePrompts.None,
            Placement = place,
            Slices = one.Slices,
        };
    }

    /// <summary>Whether cases are whole volumes.</summary>
    public bool IsOfVolumes => _dataset is WholeVolumes;

    /// <summary>One slice of a whole volume, prepared as an image by itself: what a network of two axes sees.</summary>
    /// <param name="slice">One of <see cref="PreparedCase.Slices"/>.</param>
    /// <exception cref="DatasetException">The slice has no reference, or values that are no numbers.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PreparedCase Slice(CaseInfo slice) => Prepare(_dataset.Load(slice.Id), GeometricVariant.None);

    /// <summary>A case as it lies in the dataset: nothing is cut, resized or turned, and there is no input for the network.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <exception cref="DatasetException">The case has no reference.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PreparedCase Native(int index)
    {
        var one = _dataset.Load(Cases[index].Id);
        return new(one.Info, [], _preparation.ShowWhole(one), Truth(one), GeometricVariant.None) { FieldOfView = one.FieldOfView, Slices = one.Slices };
    }

    /// <summary>How the reference of a case was made.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public CaseReference ReferenceOf(int index) => Made(_dataset.Load(Cases[index].Id));

    /// <summary>How the reference of a case was made, or of a volume those of its slices.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<CaseReference> ReferencesOf(int index) =>
        _dataset.Load(Cases[index].Id) is { Slices: { } slices } ? [.. slices.Select(slice => _references.Of(_dataset.Load(slice.Id)))] : [ReferenceOf(index)];

    /// <summary>What the ledger says of prompts; empty where there are none, or none of the truth.</summary>
    public IReadOnlyList<TruthPrompts> TruthPrompts => _prompts?.Truth ?? [];

    /// <summary>The recorded raters' masks as this preparation lays them; null where the dataset has none.</summary>
    /// <param name="variant">How they are turned.</param>
    public IRaterMasks? Raters(GeometricVariant variant) => _dataset.Raters is { } raters ? new PreparedRaters(raters, PlacementOf, variant) : null;

    /// <summary>Where the prepared image of a case lies in the dataset's own, before it is turned.</summary>
    /// <param name="caseId">A case of the dataset.</param>
    public Placement PlacementOf(string caseId) => _placements.TryGetValue(caseId, out var known) ? known : Place(_dataset.Load(caseId));

    private MaskPlanes Truth(DatasetCase one)
    {
        var made = Made(one);
        var truth =
            made.Mask ?? throw new DatasetException($"The case '{one.Info.Id}' has no reference. {made.Note} Leave the case out, or choose another reference.");
        if (truth.Grid != one.Grid)
            throw new DatasetException(
                $"The reference of '{one.Info.Id}' is {truth.Grid} pixels and its image {one.Grid}; expected one size. Give masks of the image."
            );
        return truth;
    }

    // A volume's reference is that of its slices, whoever was left out of each.
    private CaseReference Made(DatasetCase one)
    {
        if (one.Slices is not { } slices)
            return _references.Of(one);
        var each = slices.Select(slice => _references.Of(_dataset.Load(slice.Id))).ToList();
        var first = each.FirstOrDefault(made => made.Mask is null) ?? each[0];
        return first with { CaseId = one.Info.Id, Mask = first.Mask is null ? null : WholeVolumes.Stacked([.. each.Select(made => made.Mask!)]) };
    }

    private Placement Place(DatasetCase one) => _placements.GetOrAdd(one.Info.Id, _ => _preparation.Place(one));
}

/// <summary>Recorded raters' masks, cropped, resized and turned as the images are.</summary>
internal sealed class PreparedRaters(IRaterMasks raters, Func<string, Placement> place, GeometricVariant variant) : IRaterMasks
{
    public IReadOnlyList<string> Raters => raters.Raters;

    public RaterMask Find(string caseId, string rater)
    {
        var left = raters.Find(caseId, rater);
        if (left.Mask is not { } mask)
            return left;
        var at = place(caseId);
        if (mask.Grid != at.NativeGrid)
            throw new DatasetException(
                $"The mask of '{rater}' for '{caseId}' is {mask.Grid} pixels and the image {at.NativeGrid}; expected one size. Give masks of the image."
            );
        return RaterMask.Present(Turning.Apply(at.ToPrepared(mask), variant), left.Seen is { } seen ? Turning.Apply(at.ToPrepared(seen), variant) : null);
    }
}

/// <summary>Keeps prepared cases in memory, those that were wanted last, up to a number of bytes.</summary>
/// <remarks>What comes back is what was kept: nobody writes into a prepared case's arrays.</remarks>
/// <param name="cases">Prepares what is not kept.</param>
/// <param name="capacity">The most bytes of images and masks; 0 keeps nothing.</param>
public sealed class KeptCases(IPreparedCases cases, long capacity) : IPreparedCases
{
    private readonly RecentlyUsed<(int Index, GeometricVariant Variant), PreparedCase> _kept = new(capacity, Size);

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases => cases.Cases;

    /// <inheritdoc/>
    public PreparedCase Get(int index, GeometricVariant variant)
    {
        if (_kept.Find((index, variant)) is { } kept)
            return kept;
        var made = cases.Get(index, variant);
        _kept.Add((index, variant), made);
        return made;
    }

    private static long Size(PreparedCase one) =>
        sizeof(float) * (long)one.Image.Length + one.Shown.Values.Length + one.Reference.Values.Length + (one.FieldOfView?.Values.Length ?? 0);
}
