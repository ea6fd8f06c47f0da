using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>The numbers of a picture, or of all slices of a volume together. What lies outside of the field of view does not count.</summary>
internal static class RoutedTotals
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
        };
    }

    private static RoutedExpert Expert(string name, double load, double soft, IReadOnlyList<ExpertSaid> said)
    {
        var pending = said.Count(one => one.Status == ExpertSaid.Pending);
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
            said.Count(one => one.Status is not (ExpertSaid.NotAsked or ExpertSaid.Absent)),
            pending
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
