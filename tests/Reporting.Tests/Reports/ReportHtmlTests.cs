using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Reports;
using VerifyXunit;

namespace DeferredSeg.Reporting.Tests.Reports;

public sealed partial class ReportHtmlTests
{
    private static readonly string[] _addresses = ["src", "href", "srcset", "data", "action", "poster", "background", "xlink:href"];

    /// <summary>Pictures and styles are left out: the one is compared as pixels, of the other no word matters to a reader of the text.</summary>
    [Fact]
    public Task A_small_report() =>
        Verifier.Verify(Base64().Replace(Css().Replace(ReportHtml.Of(SampleReports.Small()), "<style></style>"), "(base64)"), "html");

    [Fact]
    public void The_same_report_gives_the_same_text() => Assert.Equal(ReportHtml.Of(SampleReports.Small()), ReportHtml.Of(SampleReports.Small()));

    [Fact]
    public void Every_picture_decodes_and_has_the_size_it_states()
    {
        var images = Parse(ReportHtml.Of(SampleReports.Small())).Descendants("img").ToArray();

        Assert.Equal(5, images.Length);
        Assert.All(
            images,
            image =>
            {
                var picture = Decode((string)image.Attribute("src")!);
                Assert.Equal(((string)image.Attribute("width")!, (string)image.Attribute("height")!), ($"{picture.Width}", $"{picture.Height}"));
                Assert.NotEqual("", (string)image.Attribute("alt")!);
            }
        );
    }

    [Fact]
    public void Nothing_outside_of_the_file_is_named_and_nothing_runs()
    {
        var text = ReportHtml.Of(SampleReports.Small());
        var elements = Parse(text).Descendants().ToArray();

        Assert.DoesNotContain("://", text);
        Assert.DoesNotContain("http:", text);
        Assert.DoesNotContain("https:", text);
        Assert.DoesNotContain("@import", text);
        Assert.DoesNotContain("url(", text);
        Assert.DoesNotContain(elements, element => element.Name.LocalName is "script" or "iframe" or "object" or "embed" or "base");
        Assert.All(
            elements.Attributes().Where(attribute => _addresses.Contains(attribute.Name.LocalName)),
            attribute => Assert.Matches("^(#section-[0-9]+|data:image/png;base64,[A-Za-z0-9+/=]+)$", attribute.Value)
        );
        Assert.DoesNotContain(elements.Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_reference_inside_of_the_file_has_its_target_and_ids_are_unique()
    {
        var elements = Parse(ReportHtml.Of(SampleReports.Small())).Descendants().ToArray();
        string[] ids = [.. elements.Attributes("id").Select(id => id.Value)];

        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(ids.ToHashSet(), elements.Attributes("aria-labelledby").SelectMany(label => label.Value.Split(' ')).ToHashSet());
        Assert.Subset(ids.ToHashSet(), elements.Where(element => element.Name == "a").Select(link => ((string)link.Attribute("href")!)[1..]).ToHashSet());
    }

    [Fact]
    public void The_style_needs_no_escaping() => Assert.True(Css().Match(ReportHtml.Of(SampleReports.Small())).Groups[1].ValueSpan.IndexOfAny("<>&") < 0);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</style></title></pre><img src=x onerror=alert(1)>")]
    [InlineData("\"' onload='alert(1)' x=\"")]
    [InlineData("]]> <!-- --> &amp; &lt; &#0;")]
    [InlineData("[bold]x[/] {0} %s | `code`")]
    [InlineData("\0\u0008\u001b[31m\uffff")]
    [InlineData("ä 画像 \ud83e\ude7b \u202e")]
    public void Hostile_names_stay_text(string name)
    {
        var plain = Parse(ReportHtml.Of(SampleReports.Hostile("plain")));
        var hostile = Parse(ReportHtml.Of(SampleReports.Hostile(name)));
        var expected = DeferredSeg.Reporting.CleanText.Of(name);

        Assert.Equal(plain.Descendants().Select(Shape), hostile.Descendants().Select(Shape));
        Assert.Equal(expected, hostile.Descendants("title").First().Value);
        Assert.Equal(expected, hostile.Descendants("pre").First().Value);
        Assert.Equal(expected, hostile.Descendants("h1").Single().Value);
        Assert.Equal(expected, hostile.Descendants("dt").First().Value);
        Assert.Equal(expected, hostile.Descendants("caption").First().Value);

        // The names of elements and attributes, not what the latter hold.
        static string Shape(XElement element) => $"{element.Name} {string.Join(' ', element.Attributes().Select(attribute => attribute.Name))}";
    }

    [Fact]
    public void A_half_of_a_pair_does_not_end_the_report() =>
        Assert.Contains("x\uFFFDy", ReportHtml.Of(SampleReports.Hostile(string.Concat("x", (char)0xDC00, "y"))));

    [Fact]
    public void A_report_of_nothing_is_a_report() =>
        Assert.Equal("empty", Parse(ReportHtml.Of(new RunReport("empty", [], [], []))).Descendants("h1").Single().Value);

    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static RasterImage Decode(string address) => ImageFile.Read(Convert.FromBase64String(address["data:image/png;base64,".Length..]), "picture");

    [GeneratedRegex("(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")]
    private static partial Regex Base64();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Css();
}
