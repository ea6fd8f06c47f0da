using System.Globalization;
using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Reports;

/// <summary>A case side by side, as in the paper's Fig. 3: image, truth, model, routing and system, with its numbers.</summary>
/// <param name="Title">The case, and why it is shown.</param>
/// <param name="Pictures">The pictures, from left to right.</param>
/// <param name="Legend">What their colours mean.</param>
/// <param name="Numbers">The case's numbers.</param>
public sealed record CasePanel(string Title, IReadOnlyList<PanelPicture> Pictures, IReadOnlyList<LegendEntry> Legend, IReadOnlyList<ReportFact> Numbers)
    : IReportBlock
{
    /// <summary>The longest side of a picture unless said otherwise, in pixels.</summary>
    public const int LongestSide = 512;

    // An outline of one pixel cannot be seen in a picture of hundreds that is shown five to a row.
    private const int SideOfOnePixel = 180;

    /// <summary>Draws a case.</summary>
    /// <param name="title">The case, and why it is shown.</param>
    /// <param name="maps">What is known about it.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="longestSide">Larger images are reduced by a whole factor, so that no side has more pixels.</param>
    /// <exception cref="ArgumentException">A map has not as many pixels as the image, or the decision names an expert who has no name.</exception>
    public static CasePanel Of(string title, CaseMaps maps, IReadOnlyList<ReportFact> numbers, int longestSide = LongestSide)
    {
        var image = maps.Image;
        foreach (var (name, planes) in new[] { ("truth", maps.Truth ?? []), ("model", maps.Model), ("system", maps.System) })
        {
            if (planes.FirstOrDefault(plane => plane.Length != image.Height * image.Width) is { } wrong)
                throw new ArgumentException(
                    $"The {name} of '{title}' has a mask of {wrong.Length} pixels, its image {image.Height} x {image.Width}; resize one to the other.",
                    nameof(maps)
                );
        }
        if (maps.Decision.Length != image.Height * image.Width)
            throw new ArgumentException(
                $"The decision of '{title}' has {maps.Decision.Length} pixels, its image {image.Height} x {image.Width}; resize one to the other.",
                nameof(maps)
            );
        if (maps.Decision.Max() > maps.Experts.Count)
            throw new ArgumentException(
                $"The decision of '{title}' names expert {maps.Decision.Max()}, but there are names of {maps.Experts.Count}; expected a name for each.",
                nameof(maps)
            );
        var reduction = PictureReduction.To(image, longestSide);
        var small = reduction.Of(image);
        var (truth, decision) = (Reduced(maps.Truth ?? []), reduction.Of<long>(maps.Decision));
        var thickness = Math.Max(1, Math.Max(small.Height, small.Width) / SideOfOnePixel);
        var scale =
            reduction.Factor > 1
                ? string.Create(CultureInfo.InvariantCulture, $", shown at 1/{reduction.Factor} of its {image.Width} x {image.Height} pixels")
                : "";
        List<PanelPicture> pictures = [new("Image", $"Image of {title}{scale}", small)];
        if (maps.Truth is not null)
            pictures.Add(new("Truth", $"The true outline over the image of {title}", OutlinePicture.Of(small, truth, [], thickness)));
        pictures.Add(
            new(
                "Model alone",
                $"The model's outline and the true one over the image of {title}",
                OutlinePicture.Of(small, truth, Reduced(maps.Model), thickness)
            )
        );
        pictures.Add(
            new(
                "Who answers",
                $"Who answers for each pixel of {title}: {string.Join(", ", Shares(maps))}",
                RoutingPicture.Of(decision, small.Height, small.Width, small)
            )
        );
        pictures.Add(
            new(
                "System",
                $"The outline of model and experts together and the true one over the image of {title}",
                OutlinePicture.Of(small, truth, Reduced(maps.System), thickness)
            )
        );
        return new(title, pictures, LegendOf(maps), numbers);

        List<byte[]> Reduced(IReadOnlyList<byte[]> planes) => [.. planes.Select(plane => reduction.Of<byte>(plane))];
    }

    void IReportBlock.Write(HtmlWriter html)
    {
        using var article = html.Open("article", ("class", "case"));
        html.Element("h3", Title);
        WritePictures(html);
        WriteLegend(html, Legend);
        FactsBlock.Write(html, Numbers);
    }

    /// <summary>Writes the pictures, next to each other where there is room.</summary>
    internal void WritePictures(HtmlWriter html)
    {
        using var row = html.Open("div", ("class", "pictures"));
        foreach (var one in Pictures)
        {
            using var figure = html.Open("figure");
            html.Void(
                "img",
                ("src", HtmlWriter.Address(one.Picture)),
                ("alt", one.Alternative),
                ("width", Number(one.Picture.Width)),
                ("height", Number(one.Picture.Height))
            );
            html.Element("figcaption", one.Title);
        }
    }

    /// <summary>Writes what colours mean.</summary>
    internal static void WriteLegend(HtmlWriter html, IReadOnlyList<LegendEntry> legend)
    {
        using var list = html.Open("ul", ("class", "legend"));
        foreach (var entry in legend)
        {
            using var item = html.Open("li");
            html.Element(
                "span",
                "",
                ("class", entry.IsOutline ? "swatch outline" : "swatch"),
                ("style", $"{(entry.IsOutline ? "border-color" : "background")}:{entry.Colour}")
            );
            html.Element("span", entry.Meaning);
        }
    }

    private static LegendEntry[] LegendOf(CaseMaps maps)
    {
        IEnumerable<LegendEntry> truth = maps.Truth is null ? [] : [new(OutlineColours.Truth, "outline of the truth", IsOutline: true)];
        IEnumerable<LegendEntry> both = maps.Truth is null ? [] : [new(OutlineColours.Both, "both outlines", IsOutline: true)];
        return
        [
            .. truth,
            new(OutlineColours.Prediction, "outline of the model or the system", IsOutline: true),
            .. both,
            .. maps.Experts.Select((name, expert) => new LegendEntry(RoutingPalette.Expert(expert + 1), $"{name} answers")),
        ];
    }

    /// <summary>Who answers how much, the model first, for example <c>model 90.0 %</c>.</summary>
    /// <param name="maps">What is known about a case.</param>
    /// <param name="withoutNone">Whether those who answer nothing are left out.</param>
    public static IEnumerable<string> Shares(CaseMaps maps, bool withoutNone = false) =>
        maps
            .Experts.Prepend("model")
            .Select((name, channel) => (Name: name, Pixels: maps.Decision.Count(one => one == channel)))
            .Where(one => !withoutNone || one.Pixels > 0)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {100.0 * one.Pixels / maps.Decision.Length:0.0} %"));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One picture of a case.</summary>
/// <param name="Title">What it shows, in a word or two.</param>
/// <param name="Alternative">What a person who cannot see it is told.</param>
/// <param name="Picture">The picture.</param>
public sealed record PanelPicture(string Title, string Alternative, RasterImage Picture);

/// <summary>What a colour of a case's pictures means.</summary>
/// <param name="Colour">The colour.</param>
/// <param name="Meaning">Its meaning.</param>
/// <param name="IsOutline">Whether it is that of a line, not of an area.</param>
public sealed record LegendEntry(RgbColour Colour, string Meaning, bool IsOutline = false);

/// <summary>What is known about a case after its evaluation; all of the image's height x width, row-major.</summary>
/// <param name="Image">The image.</param>
/// <param name="Truth">The true masks, one plane for each class, zero is background; null where there is no reference.</param>
/// <param name="Model">The model's masks, likewise.</param>
/// <param name="Decision">
/// Routing channels: 0 the model, 1..J the experts. Where classes are routed apart, those of one class; <paramref name="Truth"/> and the masks are then
/// of that class too.
/// </param>
/// <param name="System">The masks of model and experts together.</param>
/// <param name="Experts">The experts' names, channel 1 first.</param>
public sealed record CaseMaps(
    RasterImage Image,
    IReadOnlyList<byte[]>? Truth,
    IReadOnlyList<byte[]> Model,
    long[] Decision,
    IReadOnlyList<byte[]> System,
    IReadOnlyList<string> Experts
);
