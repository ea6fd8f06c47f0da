using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded.Tests;

/// <summary>Raters whose masks are one byte each, all different: the rater's number in binary over the columns of a row of 1 by 8 pixels.</summary>
internal sealed class TableOfMasks(IReadOnlyList<string> raters, Func<string, string, RaterMaskStatus>? status = null) : IRaterMasks
{
    public const int Width = 8;

    public IReadOnlyList<string> Raters { get; } = raters;

    public static TableOfMasks Numbered(int count, Func<string, string, RaterMaskStatus>? status = null) =>
        new([.. Enumerable.Range(1, count).Select(number => $"rater{number}")], status);

    public RaterMask Find(string caseId, string rater)
    {
        if (!caseId.StartsWith("case", StringComparison.Ordinal))
            throw new ArgumentException($"There is no case '{caseId}'.", nameof(caseId));
        if (!Raters.Contains(rater))
            throw new ArgumentException($"There is no rater '{rater}'.", nameof(rater));
        return (status?.Invoke(caseId, rater) ?? RaterMaskStatus.Present) switch
        {
            RaterMaskStatus.Missing => RaterMask.Missing,
            RaterMaskStatus.Declined => RaterMask.Declined,
            _ => RaterMask.Present(Mask(rater)),
        };
    }

    public MaskPlanes Mask(string rater) => new(1, Width, 1, Values(rater));

    public byte[] Values(string rater) => [.. Enumerable.Range(0, Width).Select(bit => (byte)((Raters.ToList().IndexOf(rater) + 1) >> bit & 1))];
}
