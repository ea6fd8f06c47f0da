namespace DeferredSeg.Deferral.Losses;

/// <summary>Whose load bounds are taken where none are given.</summary>
public enum BoundsPreset
{
    /// <summary>Those printed in the paper: for three experts l = [.15, .10, .10], u = [.35, .25, .30].</summary>
    Paper,

    /// <summary>
    /// Those of the authors' published scripts: for three experts l = [.15, .20, .18], u = [.35, .30, .31]. The scripts bound the segmentor's
    /// share too, by 0 and 1; no share can be outside of these, so that this term is 0 always and is left out.
    /// </summary>
    Official,
}
