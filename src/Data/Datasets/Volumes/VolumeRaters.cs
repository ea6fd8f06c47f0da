using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Recorded raters of volumes. What a rater declined, is declined for all slices.</summary>
internal sealed class VolumeRaters(
    IReadOnlyList<(string Name, VolumeLabels Labels)> raters,
    Func<string, (string Volume, int Slice, IReadOnlyList<int> Size)> place
) : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [.. raters.Select(one => one.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        var labels = raters.First(one => one.Name == rater).Labels;
        var (volume, slice, size) = place(caseId);
        if (labels.IsDeclined(volume))
            return RaterMask.Declined;
        return labels.Slice(volume, slice, size) is { } mask ? RaterMask.Present(mask) : RaterMask.Missing;
    }

    public bool HasForeground(string volume, int slice, IReadOnlyList<int> size) => raters.Any(one => one.Labels.HasForeground(volume, slice, size));
}
