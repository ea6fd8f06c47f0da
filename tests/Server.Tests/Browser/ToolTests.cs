using DeferredSeg.Formats.Images;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Strokes;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>What each tool leaves, by mouse and by finger; the slices of a volume; an image of one's own.</summary>
[Collection(BrowserTests.Name)]
public sealed class ToolTests(Chromium chromium)
{
    [SkippableFact]
    public async Task LassoPolygonAndFillLeaveTheMaskThatTheirStrokesGive()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        var id = await Served.Region(page);
        var question = served.Study.Study.Questions.Read(served.Study.Study.Questions.List()[0].Id);
        var (box, region) = (question.Box, question.Region!.Values);
        int At(int row, int column) => row * 64 + column;
        int[] corners = [At(box.Top, box.Left), At(box.Top, box.Right), At(box.Bottom, box.Right)];

        // Corner by corner; Enter closes it and finishes nothing.
        await page.Keyboard.PressAsync("p");
        foreach (var corner in corners)
            await Served.Point(page, corner);
        await page.Keyboard.PressAsync("Enter");
        await Served.Saved(page);
        var polygon = Assert.Single(Draft(served, id));
        Assert.Equal(StrokeTool.Polygon, polygon.Tool);
        Assert.Equal(corners.SelectMany(corner => new[] { corner % 64, corner / 64 }), polygon.Points.Select(at => at >> 4));

        // Taking away along a line that is drawn freely.
        await page.Keyboard.PressAsync("l");
        await page.Keyboard.PressAsync("t");
        foreach (
            var (corner, i) in ((int[])[At(box.Top, box.Left), At(box.Bottom, box.Left), At(box.Bottom, (box.Left + box.Right) / 2)]).Select(
                (one, i) => (one, i)
            )
        )
        {
            var (x, y) = await Served.Place(page, corner);
            await page.Mouse.MoveAsync(x, y, new() { Steps = 4 });
            if (i == 0)
                await page.Mouse.DownAsync();
        }
        await page.Mouse.UpAsync();
        await Served.Saved(page);
        var lasso = Draft(served, id)[^1];
        Assert.Equal((StrokeTool.Lasso, true), (lasso.Tool, lasso.Erase));
        Assert.True(lasso.Points.Count / 2 >= 6, $"{lasso.Points.Count / 2} points");

        // What is connected with a pixel that is not painted yet.
        var before = question.Canvas(false).Draw(Draft(served, id)).Values;
        var free = Enumerable.Range(0, region.Length).Last(pixel => region[pixel] == 1 && before[pixel] == 0);
        await page.Keyboard.PressAsync("t");
        await page.Keyboard.PressAsync("f");
        await Served.Point(page, free);
        await Served.Saved(page);
        Assert.Equal((StrokeTool.Fill, false), (Draft(served, id)[^1].Tool, Draft(served, id)[^1].Erase));

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
        var mask = served.Study.Study.Answers.Mask(id)!.Values;
        Assert.Equal(1, mask[free]);
        Assert.NotEqual(before, mask);
        Assert.All(mask.Zip(region), pair => Assert.True(pair.First <= pair.Second, "painted outside of the region"));
    }

    [SkippableFact]
    public async Task AFingerPaintsWhereItTouches()
    {
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open(width: 820, height: 1100, scale: 2, touches: true);
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").TapAsync();
        var id = await Served.Region(page);
        var question = served.Study.Study.Questions.Read(served.Study.Study.Questions.List()[0].Id);
        var pixel = Enumerable.Range(0, 4096).Where(one => question.Region!.Values[one] == 1).Skip(9).First();
        var (x, y) = await Served.Place(page, pixel);
        await page.Touchscreen.TapAsync(x, y);
        await Served.Saved(page);
        var stroke = Assert.Single(Draft(served, id));
        Assert.Equal((StrokeTool.Brush, pixel % 64, pixel / 64), (stroke.Tool, stroke.Points[0] >> 4, stroke.Points[1] >> 4));
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish region" }).TapAsync();
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
        Assert.Equal(1, served.Study.Study.Answers.Mask(id)!.Values[pixel]);
    }

    [SkippableFact]
    public async Task AStrokeIsOnTheSliceThatIsShown()
    {
        await using var served = await Served.Start(fill: study =>
        {
            var question = ServedStudy.Question("v", depth: 4);
            // Of three slices the same piece.
            var region = new byte[question.Region!.Values.Length];
            for (var slice = 1; slice < 4; slice++)
                question.Region.Values.AsSpan(2 * 4096, 4096).CopyTo(region.AsSpan(slice * 4096));
            study.Study.Questions.Submit("e", question with { Region = new(question.Image.Grid, 1, region) });
        });
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        var id = await Served.Region(page);
        // It begins at the first slice that has any of the region.
        await page.GetByText("2 of 4").WaitForAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("PageDown");
        await page.GetByText("3 of 4").WaitForAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Space");
        await Served.Saved(page);
        Assert.Equal([1, 2], Draft(served, id).Select(stroke => stroke.Slice));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
        var mask = served.Study.Study.Answers.Mask(id)!.Values;
        int[] painted = [.. Enumerable.Range(0, 4).Select(slice => mask.AsSpan(slice * 4096, 4096).Count((byte)1))];
        Assert.Equal((0, 0), (painted[0], painted[3]));
        Assert.True(painted[1] > 0 && painted[1] == painted[2], string.Join(' ', painted));
    }

    [SkippableFact]
    public async Task AnImageOfOnesOwnIsRoutedByTheForm()
    {
        var router = new Routed();
        await using var served = await Served.Start(uploads: router);
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Eve", ReaderRole.Owner);
        await page.GetByRole(AriaRole.Button, new() { Name = "Route it" }).ClickAsync();
        await page.GetByText("Choose a file first.").WaitForAsync();
        var png = ImageFile.Png(new(20, 30, 1, 8, [.. Enumerable.Range(0, 600).Select(i => (ushort)(i % 256))]));
        await page.Locator("#file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "scan.png",
                    MimeType = "image/png",
                    Buffer = png,
                }
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Route it" }).ClickAsync();
        await page.GetByText("scan: 2 regions to answer").First.WaitForAsync();
        Assert.Equal(png, router.Taken!.Content);
        // What cannot be routed is said, and may be tried anew.
        await page.Locator("#file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "scan.png",
                    MimeType = "image/png",
                    Buffer = png[..40],
                }
            );
        await page.GetByRole(AriaRole.Button, new() { Name = "Route it" }).ClickAsync();
        await Assertions.Expect(page.Locator("#file ~ p, section:has(#file) p").Last).ToContainTextAsync("scan");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Route it" })).ToBeEnabledAsync();
    }

    private static IReadOnlyList<Stroke> Draft(Served served, string region) =>
        served.Study.Study.Work.Draft(served.Study.Study.Readers.Named("Ada")!.Id, region);

    private sealed class Routed : IUploadRouter
    {
        public Upload? Taken { get; private set; }

        public Task<RoutedUpload> Route(Upload upload, CancellationToken cancellation)
        {
            Taken = upload;
            return Task.FromResult(new RoutedUpload("scan", 2));
        }
    }
}
