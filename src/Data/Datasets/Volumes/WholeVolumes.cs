using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>
/// A dataset of slices as one of whole volumes: a case for each volume, its slices stacked in their order along the axis that they lie across. What is read of
/// a slice, and what masks mean, is the slices' dataset's; slices are cases here still, for whoever is asked about them, though none that is listed.
/// </summary>
public sealed class WholeVolumes : IDataset
{
    private readonly IDataset _slices;
    private readonly Dictionary<string, IReadOnlyList<CaseInfo>> _volumes = new(StringComparer.Ordinal);

    /// <summary>Groups the slices.</summary>
    /// <param name="slices">A dataset of volumes with all of their slices.</param>
    /// <exception cref="DatasetException">It is of pictures.</exception>
    public WholeVolumes(IDataset slices)
    {
        _slices = slices;
        var known =
            slices as IVolumeSlices
            ?? throw new DatasetException(
                $"{slices.Description.Name} is of pictures, which are no volumes; expected NIfTI files for what takes whole volumes (a network "
                    + "of three axes, or "
                    + "dataset:volumes:cases)."
            );
        foreach (var volume in slices.Cases.GroupBy(one => known.SliceOf(one.Id)!.Volume, StringComparer.Ordinal))
            _volumes.Add(volume.Key, [.. volume.OrderBy(one => known.SliceOf(one.Id)!.Index)]);
        Cases = [.. _volumes.Select(volume => new CaseInfo(volume.Key, volume.Value[0].Patient, Geometry.Unknown))];
    }

    /// <inheritdoc/>
    public DatasetDescription Description => _slices.Description;

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _slices.Notes;

    /// <summary>The raters' masks of slices, which they are asked about one by one.</summary>
    public IRaterMasks? Raters => _slices.Raters;

    /// <summary>Whether there are volumes to make of a dataset.</summary>
    public static bool Has(IDataset dataset) => dataset is VolumeDataset;

    /// <summary>The settings for whole volumes: all slices, whichever are trained on one by one.</summary>
    public static DatasetSettings Of(DatasetSettings settings) =>
        settings with
        {
            Volumes = (settings.Volumes ?? new()) with { Slices = SliceChoice.All, Every = 1 },
        };

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The volume is larger than an array can be.</exception>
    public DatasetCase Load(string caseId) =>
        _volumes.TryGetValue(caseId, out var slices) ? Stacked(caseId, [.. slices.Select(slice => _slices.Load(slice.Id))]) : _slices.Load(caseId);

    /// <summary>A volume of all its slices.</summary>
    /// <param name="id">What the volume is called.</param>
    /// <param name="slices">Its slices, in order.</param>
    /// <exception cref="DatasetException">The volume is larger than an array can be.</exception>
    public static DatasetCase Stacked(string id, IReadOnlyList<DatasetCase> slices)
    {
        var first = slices[0];
        if ((long)first.Image.Length * slices.Count > Array.MaxLength)
            throw new DatasetException($"{id} has {first.Image.Length} values a slice and {slices.Count} slices, more than memory is addressed by. Crop it.");
        return new(
            new(id, first.Info.Patient, GeometryOf(slices)),
            Stacked([.. slices.Select(slice => slice.Image)], first.Channels),
            first.Channels,
            first.Height,
            first.Width
        )
        {
            Slices = [.. slices.Select(slice => slice.Info)],
            Gold = slices.All(slice => slice.Gold is not null) ? Stacked([.. slices.Select(slice => slice.Gold!)]) : null,
            FieldOfView = slices.All(slice => slice.FieldOfView is null)
                ? null
                : Stacked([.. slices.Select(slice => slice.FieldOfView ?? MaskPlanes.Full(slice.Height, slice.Width))]),
            FullScale = first.FullScale,
            Volume = first.Volume,
            MoreVolumes = first.MoreVolumes,
            Notes = [.. slices.SelectMany(slice => slice.Notes).Distinct()],
        };
    }

    /// <summary>Masks of slices as one of the volume.</summary>
    /// <param name="slices">Masks of one size, in order.</param>
    public static MaskPlanes Stacked(IReadOnlyList<MaskPlanes> slices) =>
        new(
            new Grid(slices.Count, slices[0].Height, slices[0].Width),
            slices[0].Classes,
            Stacked([.. slices.Select(slice => slice.Values)], slices[0].Classes)
        );

    /// <summary>Planes of slices, <c>[planes, H, W]</c> each, as <c>[planes, D, H, W]</c>.</summary>
    private static T[] Stacked<T>(IReadOnlyList<T[]> slices, int planes)
    {
        var size = slices[0].Length / planes;
        var whole = new T[slices[0].Length * slices.Count];
        for (var z = 0; z < slices.Count; z++)
        for (var plane = 0; plane < planes; plane++)
            slices[z].AsSpan(plane * size, size).CopyTo(whole.AsSpan((plane * slices.Count + z) * size));
        return whole;
    }

    private static Geometry GeometryOf(IReadOnlyList<DatasetCase> slices) =>
        slices[0].Info.Geometry is var geometry && geometry is { Spacing: { } inPlane, SliceSpacing: { } step }
            ? new() { Spacing = [step, .. inPlane], Affine = geometry.Affine }
            : new() { Affine = geometry.Affine };
}
