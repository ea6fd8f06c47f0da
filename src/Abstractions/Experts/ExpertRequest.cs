using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>A question to one expert about one image. Plain data: it can be stored, sent to another process, and asked again tomorrow.</summary>
public sealed record ExpertRequest
{
    /// <summary>The name of the question, the same whenever it is asked again: submitting a key twice is submitting it once.</summary>
    public required string Key { get; init; }

    /// <summary>What is asked.</summary>
    public ExpertTask Task { get; init; } = ExpertTask.Annotate;

    /// <summary>The image that it is about.</summary>
    public required CaseInfo Case { get; init; }

    /// <summary>The image, for a person to look at.</summary>
    public required ImagePlanes Image { get; init; }

    /// <summary>The classes K of the answer.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether a pixel may belong to several classes or belongs to exactly one.</summary>
    public ClassKind ClassKind { get; init; } = ClassKind.Multilabel;

    /// <summary>Where an answer is wanted, one plane of the image's size; null means everywhere.</summary>
    public MaskPlanes? Region { get; init; }

    /// <summary>The ground truth, K planes; given to declared simulations alone (<see cref="ExpertDescriptor.NeedsGroundTruth"/>).</summary>
    public MaskPlanes? GroundTruth { get; init; }

    /// <summary>The model's own mask, K planes, for a person to start from; null where it is not shown.</summary>
    public MaskPlanes? Model { get; init; }

    /// <summary>The masks to judge or to choose from, K planes each; empty for other tasks.</summary>
    public IReadOnlyList<MaskPlanes> Proposals { get; init; } = [];

    /// <summary>Of masks to choose from those, counted from 0, whose choice the network follows: a further question then comes about the region.</summary>
    public IReadOnlyList<int> Followed { get; init; } = [];

    /// <summary>
    /// What an answer is expected to be worth, in pixels that it puts right; people are shown the most valuable first. Null where it is not known.
    /// </summary>
    public double? Worth { get; init; }

    /// <summary>How often this was asked before in one conversation, from 0: a refined proposal is a new question.</summary>
    public int Round { get; init; }

    /// <summary>The seed of the run. With the expert, the case and the epoch it is all that a simulated answer may depend on besides truth and image.</summary>
    public long Seed { get; init; }

    /// <summary>The epoch of the training, from 0; 0 outside of one.</summary>
    public int Epoch { get; init; }

    /// <summary>Refuses planes of another size than the image's.</summary>
    /// <param name="what">What they are, for the message: <c>ground truth</c>, <c>region</c>.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="count">How many there should be.</param>
    /// <exception cref="ArgumentException">Their size or number is another; the message says which.</exception>
    public void Expect(string what, MaskPlanes planes, int count)
    {
        if ((planes.Classes, planes.Grid) != (count, Image.Grid))
            throw new ArgumentException(
                $"The {what} of '{Key}' has {planes.Classes} planes of {planes.Grid} pixels; expected {count} of {Image.Grid}, the image's size.",
                nameof(planes)
            );
    }
}

/// <summary>What an expert is asked to do. A source that does not know a task declines it.</summary>
public enum ExpertTask
{
    /// <summary>Outline the target within a region of the image.</summary>
    Annotate,

    /// <summary>Accept or reject the one proposal: <see cref="ExpertAnswer.Judged"/>.</summary>
    Judge,

    /// <summary>Choose one of K proposals, or none: <see cref="ExpertAnswer.Chosen"/>.</summary>
    Choose,

    /// <summary>Point at what is inside or outside of the target: <see cref="ExpertAnswer.Clicks"/>.</summary>
    Click,
}
