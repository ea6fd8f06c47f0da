using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>How one image, or one volume, was routed.</summary>
/// <param name="Case">The image.</param>
/// <param name="Coverage">The share of pixels that the model keeps, 0 to 1; over all routings where classes have their own.</param>
/// <param name="SoftCoverage">The mean routing probability of the model over the network's pixels, 0 to 1, before any policy.</param>
/// <param name="Experts">The experts.</param>
/// <param name="Regions">Connected regions that were routed to an expert.</param>
/// <param name="ModelDice">The dice of the model alone; null without truth.</param>
/// <param name="SystemDice">The dice of model and experts together; null without truth.</param>
internal sealed record RoutedCase(
    string Case,
    double Coverage,
    double SoftCoverage,
    IReadOnlyList<RoutedExpert> Experts,
    IReadOnlyList<RoutedRegion> Regions,
    double? ModelDice,
    double? SystemDice
)
{
    /// <summary>The file; null where it is one of a dataset's, or no file at all.</summary>
    public string? Source { get; init; }

    /// <summary>Rows of the image, or of a volume's slices; null where the image is a tensor.</summary>
    public int? Height { get; init; }

    /// <summary>Columns likewise.</summary>
    public int? Width { get; init; }

    /// <summary>How many slices of a volume were routed; null where it is an image.</summary>
    public int? Slices { get; init; }

    /// <summary>Whether all questions are settled, so that the mask is final; null where nobody waits for answers.</summary>
    public bool? Complete { get; init; }

    /// <summary>The folder with the case's files, relative to the output's.</summary>
    public string? Folder { get; init; }

    /// <summary>Why there is no truth, or what is doubtful about it or about the image.</summary>
    public string? Note { get; init; }

    /// <summary>How many asked pixels the answers changed, and how many were expected to; null where no head of estimates expects any.</summary>
    public AnswerChanges? Changes { get; init; }

    /// <summary>How many regions there are, where they themselves are left out.</summary>
    [JsonIgnore]
    public int RegionCount { get; init; }
}

/// <summary>What one expert was given and said.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Load">The share of pixels routed to them, 0 to 1.</param>
/// <param name="SoftLoad">The mean routing probability of their channel over the network's pixels, 0 to 1 (Eq. 8), before any policy.</param>
/// <param name="Status">not-asked, answered, pending or declined; of several questions pending before declined before answered.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
/// <param name="Questions">
/// How many questions there were: one for an image, or for each slice of a volume, with pixels for them; for people one for each region.
/// </param>
/// <param name="PendingQuestions">How many of them have no answer yet.</param>
internal sealed record RoutedExpert(
    string Name,
    double Load,
    double SoftLoad,
    string Status,
    string? Reason,
    bool UsedTruth,
    int Questions,
    int PendingQuestions
);

/// <summary>The numbers of a picture, or of all slices of a volume together. What lies outside of the field of view does not count.</summary>
internal static class CaseNumbers
{
    /// <summary>Counts.</summary>
    /// <param name="item">What was routed.</param>
    /// <param name="images">The picture, or the slices.</param>
    /// <param name="experts">The experts' names.</param>
    /// <param name="kind">How classes relate; class 0 is left out of the dice where they exclude each other.</param>
    public static RoutedCase Of(RoutedItem item, IReadOnlyList<RoutedImage> images, IReadOnlyList<string> experts, ClassKind kind)
    {
        var counts = new long[experts.Count + 1];
        foreach (var image in images)
        {
            foreach (var decision in image.Decisions)
            {
                for (var pixel = 0; pixel < decision.Length; pixel++)
                    if (image.IsSeen(pixel))
                        counts[decision[pixel]]++;
            }
        }
        var pixels = Math.Max(1, counts.Sum());
        var complete = !images.Any(image => image.Replies.Any(reply => reply.Status == ExpertSaid.Pending));
        var rows = experts.Select(
            (expert, j) =>
                Expert(expert, (double)counts[j + 1] / pixels, images.Average(image => image.SoftLoads[j + 1]), [.. images.Select(image => image.Replies[j])])
        );
        return new(
            item.Name,
            (double)counts[0] / pixels,
            images.Average(image => image.SoftLoads[0]),
            [.. rows],
            [.. images.SelectMany(image => image.Regions)],
            Dice(images, kind, image => image.Model),
            complete ? Dice(images, kind, image => image.System) : null
        )
        {
            Source = item.Source,
            Height = images[0].Image.Height,
            Width = images[0].Image.Width,
            Slices = item.VolumeFile is null ? null : images.Count,
            Complete = complete,
            Folder = item.Name,
            Note = images.Select(image => image.Note).FirstOrDefault(note => note is not null),
            Changes = images.All(image => image.Changes is null)
                ? null
                : images.Select(image => image.Changes!).Aggregate(AnswerChanges.None, (sum, one) => sum + one),
        };
    }

    private static RoutedExpert Expert(string name, double load, double soft, IReadOnlyList<ExpertSaid> said)
    {
        var status =
            new[] { ExpertSaid.Pending, ExpertSaid.Declined, ExpertSaid.Answered, ExpertSaid.Absent }.FirstOrDefault(status =>
                said.Any(one => one.Status == status)
            ) ?? ExpertSaid.NotAsked;
        return new(
            name,
            load,
            soft,
            status,
            said.Select(one => one.Reason).FirstOrDefault(reason => reason is not null),
            said.Any(one => one.UsedTruth),
            said.Sum(one => one.Questions),
            said.Sum(one => one.PendingQuestions)
        );
    }

    private static double? Dice(IReadOnlyList<RoutedImage> images, ClassKind kind, Func<RoutedImage, MaskPlanes> of)
    {
        if (images.Any(image => image.Truth is null))
            return null;
        var first = kind == ClassKind.Exclusive && images[0].Model.Classes > 1 ? 1 : 0;
        return Enumerable
            .Range(first, images[0].Model.Classes - first)
            .Average(k =>
                images.Select(image => Overlap.Between(Seen(image, of(image), k), Seen(image, image.Truth!, k))).Aggregate((left, right) => left + right).Dice
            );
    }

    private static byte[] Seen(RoutedImage image, MaskPlanes mask, int k)
    {
        var plane = mask.Plane(k).ToArray();
        return image.FieldOfView is null ? plane : [.. plane.Where((_, pixel) => image.IsSeen(pixel))];
    }
}
