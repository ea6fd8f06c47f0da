using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Tests.Cases;

public sealed class CasePanelTests
{
    private static readonly RasterImage _image = new(2, 2, 1, 8, [10, 20, 30, 40]);

    [Fact]
    public void A_case_has_the_five_pictures_of_Figure_3()
    {
        var panel = CasePanel.Of("c", Maps(), []);

        Assert.Equal(["Image", "Truth", "Model alone", "Who answers", "System"], panel.Pictures.Select(picture => picture.Title));
        Assert.Equal([10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40], panel.Pictures[0].Picture.Samples);
        Assert.Equal([86, 180, 233], panel.Pictures[1].Picture.Samples[..3]);
        Assert.Equal([255, 255, 255, 213, 94, 0], panel.Pictures[2].Picture.Samples[..6]);
        Assert.Equal([10, 10, 10, 10, 89, 68], panel.Pictures[3].Picture.Samples[..6]);
        Assert.Equal("Who answers for each pixel of c: model 75.0 %, Ann 25.0 %, Bo 0.0 %", panel.Pictures[3].Alternative);
        Assert.Equal(["Ann answers", "Bo answers"], panel.Legend.Select(entry => entry.Meaning).TakeLast(2));
        Assert.Equal(["model 75.0 %", "Ann 25.0 %"], CasePanel.Shares(Maps(), withoutNone: true));
    }

    [Fact]
    public void Without_a_reference_there_is_no_truth_to_show()
    {
        var panel = CasePanel.Of("c", Maps() with { Truth = null }, []);

        Assert.Equal(["Image", "Model alone", "Who answers", "System"], panel.Pictures.Select(picture => picture.Title));
        Assert.DoesNotContain(panel.Legend, entry => entry.Meaning.Contains("truth") || entry.Meaning.Contains("both"));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.Contains("The model of 'c' has a mask of 3 pixels, its image 2 x 2", Refused(Maps() with { Model = [new byte[3]] }));
        Assert.Contains("The decision of 'c' has 5 pixels", Refused(Maps() with { Decision = new long[5] }));
        Assert.Contains("names expert 3, but there are names of 2", Refused(Maps() with { Decision = [0, 3, 0, 0] }));

        static string Refused(CaseMaps maps) => Assert.Throws<ArgumentException>(() => CasePanel.Of("c", maps, [])).Message;
    }

    private static CaseMaps Maps() =>
        new(
            _image,
            [
                [1, 0, 0, 0],
            ],
            [
                [1, 1, 0, 0],
            ],
            [0, 1, 0, 0],
            [
                [1, 0, 0, 0],
            ],
            ["Ann", "Bo"]
        );
}
