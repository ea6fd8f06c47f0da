namespace DeferredSeg.Data.Masks;

/// <summary>A dataset whose masks are files, with the labels as they are in the files: classes are made of these.</summary>
internal interface IMaskMaps
{
    /// <summary>What is said of the values.</summary>
    MaskSettings Masks { get; }

    /// <summary>Whether all labels are one class, so that a mask with several keeps its meaning where they are kept.</summary>
    bool MergesLabels { get; }

    /// <summary>A mask, on its image's pixels; null where there is none, or the rater would not judge.</summary>
    /// <param name="caseId">A case of the dataset.</param>
    /// <param name="rater">A rater of the dataset; null for the reference.</param>
    /// <exception cref="DeferredSeg.Formats.Images.ImageFileException">It is no mask.</exception>
    MaskMap? Map(string caseId, string? rater);
}
