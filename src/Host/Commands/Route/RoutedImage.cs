using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>One picture or slice after routing, in its own pixels H by W. Plain data, row by row.</summary>
/// <param name="Slice">The slice of a volume, from 0; 0 for a picture.</param>
/// <param name="Image">The image as it is shown.</param>
/// <param name="Model">The model's own masks, K planes.</param>
/// <param name="System">The masks with the experts' answers in them, K planes; the model's where an answer is pending, was declined or says nothing.</param>
/// <param name="Decisions">Of each of R routings the channel of each pixel: 0 the model, 1..J the experts.</param>
/// <param name="Deferral">Of each routing 1 - M_0, the probability that a pixel is given away, 0 to 1; empty where nobody wants it.</param>
/// <param name="Regions">The experts' regions.</param>
/// <param name="Replies">What each expert said.</param>
/// <param name="SoftLoads">The mean routing probability of each channel over the network's pixels, J + 1 values.</param>
internal sealed record RoutedImage(
    int Slice,
    ImagePlanes Image,
    MaskPlanes Model,
    MaskPlanes System,
    IReadOnlyList<byte[]> Decisions,
    IReadOnlyList<float[]> Deferral,
    IReadOnlyList<RoutedRegion> Regions,
    IReadOnlyList<ExpertSaid> Replies,
    IReadOnlyList<double> SoftLoads
)
{
    /// <summary>The aggregated predictor's probability that the model is wrong, 0 to 1; null where the head has none, or nobody wants it.</summary>
    public float[]? Predictor { get; init; }

    /// <summary>The truth, K planes; null where it is not known.</summary>
    public MaskPlanes? Truth { get; init; }

    /// <summary>Where the image shows anything, one plane; null means everywhere.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>Why there is no truth, or what is doubtful about it.</summary>
    public string? Note { get; init; }

    /// <summary>How many asked pixels the answers changed; null where no head of estimates expects any.</summary>
    public AnswerChanges? Changes { get; init; }

    /// <summary>Whether there is anybody to defer to; else the masks are all there is.</summary>
    public bool IsRouted => Replies.Count > 0;

    /// <summary>Whether a pixel is looked at and counted.</summary>
    public bool IsSeen(int pixel) => FieldOfView?.Values[pixel] != 0;
}

/// <summary>What gets a folder of results: a picture, or a volume with its slices.</summary>
/// <param name="Name">The case's or the volume's id; the folder below the output's.</param>
/// <param name="Source">The file as it was named; null for a case of a dataset.</param>
/// <param name="VolumeFile">The volume's file; null for a picture.</param>
/// <param name="Cases">The picture, or the slices with the index of each.</param>
internal sealed record RoutedItem(string Name, string? Source, string? VolumeFile, IReadOnlyList<(CaseInfo Info, int Slice)> Cases);
