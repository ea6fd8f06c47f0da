using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Studies.Strokes;

/// <summary>What strokes are drawn on: the region of one question, and what there is to start from or to accept.</summary>
/// <param name="Grid">The image's pixels.</param>
/// <param name="Classes">Classes K.</param>
/// <param name="Kind">Whether classes exclude each other.</param>
public sealed record StrokeCanvas(Grid Grid, int Classes, ClassKind Kind)
{
    /// <summary>Where pixels may change, one plane; null means everywhere.</summary>
    public MaskPlanes? Region { get; init; }

    /// <summary>What the region holds before the first stroke, K planes; null means background.</summary>
    public MaskPlanes? Start { get; init; }

    /// <summary>What can be accepted, K planes each.</summary>
    public IReadOnlyList<MaskPlanes> Proposals { get; init; } = [];

    /// <summary>Masks that were painted elsewhere, by name; null where there is none of that name.</summary>
    public Func<string, MaskPlanes?> Masks { get; init; } = _ => null;

    /// <summary>The strokes that count: those that were not taken back.</summary>
    /// <param name="strokes">All, in their order.</param>
    public static IReadOnlyList<Stroke> Standing(IEnumerable<Stroke> strokes)
    {
        var (standing, undone) = (new List<Stroke>(), new Stack<Stroke>());
        foreach (var stroke in strokes)
        {
            switch (stroke.Tool)
            {
                case StrokeTool.Undo:
                    if (standing.Count > 0)
                    {
                        undone.Push(standing[^1]);
                        standing.RemoveAt(standing.Count - 1);
                    }
                    break;
                case StrokeTool.Redo:
                    if (undone.TryPop(out var again))
                        standing.Add(again);
                    break;
                default:
                    standing.Add(stroke);
                    undone.Clear();
                    break;
            }
        }
        return standing;
    }

    /// <summary>Draws strokes one after the other: the same strokes give the same picture, bit for bit.</summary>
    /// <param name="strokes">All, in their order, those that were taken back among them.</param>
    /// <exception cref="ArgumentException">A stroke is out of range, or names a mask that is not there.</exception>
    public StrokePicture Draw(IEnumerable<Stroke> strokes)
    {
        var planes = new byte[Classes * Grid.Count];
        Take(planes, Start);
        var picture = new StrokePicture(planes, Verdict.None, null, 0);
        foreach (var stroke in Standing(strokes))
        {
            stroke.Check(Classes, Grid.Depth, Proposals.Count);
            picture = Draw(picture, stroke) with { Standing = picture.Standing + 1 };
        }
        return picture;
    }

    private StrokePicture Draw(StrokePicture picture, Stroke stroke)
    {
        var planes = picture.Values;
        switch (stroke.Tool)
        {
            case StrokeTool.Accept:
                Take(planes, Proposals[stroke.Proposal]);
                return picture with { Verdict = Verdict.Accepted, Proposal = stroke.Proposal, Clicks = [] };
            case StrokeTool.Reject:
                Take(planes, Start);
                return picture with { Verdict = Verdict.Rejected, Proposal = null, Clicks = [] };
            case StrokeTool.Click:
                // It is about what stands, whatever was painted or said of it before.
                if (picture.Clicks.Count == 0)
                    Take(planes, Start);
                var (column, row) = (stroke.Points[0] >> 4, stroke.Points[1] >> 4);
                var isInImage = column >= 0 && column < Grid.Width && row >= 0 && row < Grid.Height;
                return picture with
                {
                    Verdict = Verdict.None,
                    Proposal = null,
                    Clicks = isInImage ? [.. picture.Clicks, new(row, column, !stroke.Erase, stroke.Slice)] : picture.Clicks,
                };
            case StrokeTool.Clear:
                Take(planes, null);
                break;
            case StrokeTool.Mask:
                Take(planes, Masks(stroke.Blob!) ?? throw new ArgumentException($"A stroke names the mask {stroke.Blob}, which is not there."));
                break;
            case StrokeTool.Fill:
                Fill(planes, stroke);
                break;
            default:
                var covered = stroke.Tool is StrokeTool.Brush or StrokeTool.Eraser
                    ? StrokeShapes.Line(stroke.Points, stroke.Radius, Grid.Height, Grid.Width)
                    : StrokeShapes.Polygon(stroke.Points, Grid.Height, Grid.Width);
                var erases = stroke.Tool == StrokeTool.Eraser || (stroke.Erase && stroke.Tool is StrokeTool.Lasso or StrokeTool.Polygon);
                for (var pixel = 0; pixel < covered.Length; pixel++)
                    if (covered[pixel])
                        Set(planes, stroke.Slice * covered.Length + pixel, stroke.Class, erases);
                break;
        }
        // Who paints after a rejection, or after clicks, gives an answer of their own.
        return picture with { Verdict = picture.Verdict == Verdict.Rejected ? Verdict.Repainted : picture.Verdict, Clicks = [] };
    }

    // The region becomes as a mask, or as background.
    private void Take(byte[] planes, MaskPlanes? mask)
    {
        for (var k = 0; k < Classes; k++)
        for (var pixel = 0; pixel < Grid.Count; pixel++)
        {
            if (Region?.Values[pixel] != 0)
                planes[k * Grid.Count + pixel] = mask is not null ? mask.Values[k * Grid.Count + pixel] : Background(k);
        }
    }

    private byte Background(int k) => (byte)(Kind == ClassKind.Exclusive && k == 0 ? 1 : 0);

    private void Set(byte[] planes, int pixel, int k, bool erases)
    {
        if (Region?.Values[pixel] == 0)
            return;
        if (Kind == ClassKind.Multilabel)
        {
            planes[k * Grid.Count + pixel] = (byte)(erases ? 0 : 1);
            return;
        }
        for (var other = 0; other < Classes; other++)
            planes[other * Grid.Count + pixel] = (byte)(other == (erases ? 0 : k) ? 1 : 0);
    }

    // Multilabel: connected pixels with the same value of this class. Exclusive: with the same class.
    private void Fill(byte[] planes, Stroke stroke)
    {
        var (column, row) = (stroke.Points[0] >> 4, stroke.Points[1] >> 4);
        var (height, width) = (Grid.Height, Grid.Width);
        var slice = stroke.Slice * height * width;
        if (column < 0 || column >= width || row < 0 || row >= height || Region?.Values[slice + row * width + column] == 0)
            return;
        var before = (byte[])planes.Clone();
        var seed = slice + row * width + column;
        var (seen, next) = (new bool[height * width], new Stack<int>());
        Reach(row, column);
        while (next.TryPop(out var pixel))
        {
            var (y, x) = Math.DivRem(pixel, width);
            Set(planes, slice + pixel, stroke.Class, stroke.Erase);
            Reach(y - 1, x);
            Reach(y + 1, x);
            Reach(y, x - 1);
            Reach(y, x + 1);
        }

        void Reach(int y, int x)
        {
            if (y < 0 || y >= height || x < 0 || x >= width || seen[y * width + x])
                return;
            var pixel = slice + y * width + x;
            if (Region?.Values[pixel] == 0 || !IsAlike(pixel))
                return;
            seen[y * width + x] = true;
            next.Push(y * width + x);
        }

        bool IsAlike(int pixel)
        {
            if (Kind == ClassKind.Multilabel)
                return before[stroke.Class * Grid.Count + pixel] == before[stroke.Class * Grid.Count + seed];
            for (var k = 0; k < Classes; k++)
                if (before[k * Grid.Count + pixel] != before[k * Grid.Count + seed])
                    return false;
            return true;
        }
    }
}

/// <summary>What strokes came to.</summary>
/// <param name="Values"><c>[K, H, W]</c> or <c>[K, D, H, W]</c>, 0 or 1; outside of the region 0.</param>
/// <param name="Verdict">What was said of proposals.</param>
/// <param name="Proposal">Which proposal was accepted; null for none.</param>
/// <param name="Standing">How many strokes were not taken back.</param>
public sealed record StrokePicture(byte[] Values, Verdict Verdict, int? Proposal, int Standing)
{
    /// <summary>Where was pointed since anything else was last done.</summary>
    public IReadOnlyList<ExpertClick> Clicks { get; init; } = [];
}

/// <summary>What was said of proposals.</summary>
public enum Verdict
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One was accepted; it may have been painted on since.</summary>
    Accepted,

    /// <summary>None would do, and nothing was painted since.</summary>
    Rejected,

    /// <summary>None would do, and what was painted since is the answer.</summary>
    Repainted,
}
