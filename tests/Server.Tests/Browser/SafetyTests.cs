using DeferredSeg.Studies.Strokes;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>Nothing that was painted is lost, and nobody writes over anybody.</summary>
[Collection(BrowserTests.Name)]
public sealed class SafetyTests(Chromium chromium)
{
    [SkippableFact]
    public async Task APageThatIsLoadedAgainInTheMiddleOfAStrokeLosesNothing()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        await page.Locator("#picture:focus").WaitForAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Space");
        var box = (await page.Locator("#picture").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width / 2 + 30, box.Y + box.Height / 2 + 10, new() { Steps = 5 });
        await page.ReloadAsync();
        await page.Locator("#picture:focus").WaitForAsync();
        await Served.Saved(page);
        var strokes = Draft(served, await Served.Region(page));
        Assert.Equal([StrokeTool.Brush, StrokeTool.Brush], strokes.Select(stroke => stroke.Tool));
        Assert.True(strokes[1].Points.Count >= 8);
        // Undo goes on over the reload.
        await page.Keyboard.PressAsync("z");
        await page.Keyboard.PressAsync("z");
        await page.Keyboard.PressAsync("y");
        await Served.Saved(page);
        Assert.Single(StrokeCanvas.Standing(Draft(served, await Served.Region(page))));
    }

    [SkippableFact]
    public async Task TwoReadersNeverGetTheSameRegion()
    {
        await using var served = await Served.Start(fill: study => study.Ask("a", 6));
        await using var one = await chromium.Open();
        await using var other = await chromium.Open();
        IPage[] pages = [await served.SignIn(one, "Ada"), await served.SignIn(other, "Bob")];
        var seen = new HashSet<string>();
        foreach (var page in pages)
            await page.Locator("#begin").ClickAsync();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(pages.Select(page => page.Locator("#picture:focus").WaitForAsync()));
            var now = await Task.WhenAll(pages.Select(Served.Region));
            Assert.All(now, region => Assert.True(seen.Add(region), region));
            await Task.WhenAll(pages.Select(page => page.Keyboard.PressAsync("Space")));
            await Task.WhenAll(pages.Select(page => page.Keyboard.PressAsync("Enter")));
            await Task.WhenAll(pages.Zip(now, (page, region) => (Task)page.WaitForFunctionAsync("id => !location.hash.includes(id)", region)));
        }
        Assert.Equal(6, served.Study.Study.Answers.List().Count);
        Assert.Equal(2, served.Study.Study.Answers.List().Select(answer => answer.ReaderId).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("Add mine to what stands", 3)]
    [InlineData("Drop mine", 2)]
    public async Task AStaleTabIsToldSoAndWritesOverNothing(string choice, int strokes)
    {
        Heavy.Only(strokes == 2);
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var first = await served.SignIn(browser, "Ada");
        await first.Locator("#begin").ClickAsync();
        await first.Locator("#picture:focus").WaitForAsync();
        var region = await Served.Region(first);
        var second = await browser.NewPageAsync();
        await second.GotoAsync(new Uri(served.Address, $"#/region/{region}").AbsoluteUri);
        await second.Locator("#picture:focus").WaitForAsync();
        foreach (var key in (string[])["Space", "Space", "ArrowLeft", "Space", "Space"])
            await second.Keyboard.PressAsync(key);
        await Served.Saved(second);
        await first.BringToFrontAsync();
        await first.Keyboard.PressAsync("Space");
        await first.Keyboard.PressAsync("Space");
        await first.GetByRole(AriaRole.Heading, new() { Name = "Another window has gone on with this region" }).WaitForAsync();
        Assert.Equal(2, Draft(served, region).Count);
        await first.GetByRole(AriaRole.Button, new() { Name = choice }).ClickAsync();
        await first.Locator("#picture:focus").WaitForAsync();
        await Served.Saved(first);
        Assert.Equal(strokes, Draft(served, region).Count);
    }

    [SkippableFact]
    public async Task AStaleTabThatLosesItsConnectionKeepsItsStrokes()
    {
        Heavy.Only();
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var first = await served.SignIn(browser, "Ada");
        await first.Locator("#begin").ClickAsync();
        var region = await Served.Region(first);
        var second = await browser.NewPageAsync();
        await second.GotoAsync(new Uri(served.Address, $"#/region/{region}").AbsoluteUri);
        await second.Locator("#picture:focus").WaitForAsync();
        await second.Keyboard.PressAsync("Space");
        await second.Keyboard.PressAsync("Space");
        await Served.Saved(second);
        await first.BringToFrontAsync();
        await first.Keyboard.PressAsync("Space");
        await first.Keyboard.PressAsync("Space");
        var dialog = first.GetByRole(AriaRole.Heading, new() { Name = "Another window has gone on with this region" });
        await dialog.WaitForAsync();
        await browser.SetOfflineAsync(true);
        await first.GetByRole(AriaRole.Button, new() { Name = "Add mine to what stands" }).ClickAsync();
        await first.GetByText("Your strokes are kept; load the page again").WaitForAsync();
        await browser.SetOfflineAsync(false);
        await first.ReloadAsync();
        await dialog.WaitForAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Add mine to what stands" }).ClickAsync();
        await first.Locator("#picture:focus").WaitForAsync();
        await Served.Saved(first);
        Assert.Equal(2, Draft(served, region).Count);
    }

    [SkippableFact]
    public async Task WithoutAConnectionStrokesAndTheFinishedRegionWaitInTheBrowser()
    {
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        await page.Locator("#picture:focus").WaitForAsync();
        var region = await Served.Region(page);
        await browser.SetOfflineAsync(true);
        for (var i = 0; i < 4; i++)
            foreach (var key in (string[])["Space", "ArrowDown", "Space"])
                await page.Keyboard.PressAsync(key);
        await page.GetByText("No connection: 4 strokes kept in this browser").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("No connection: the finished region is kept in this browser").WaitForAsync();
        // What is finished is not painted on.
        foreach (var key in (string[])["Space", "ArrowDown", "Space"])
            await page.Keyboard.PressAsync(key);
        await page.WaitForTimeoutAsync(1500);
        Assert.Empty(Draft(served, region));
        Assert.Empty(served.Study.Study.Answers.List());
        await browser.SetOfflineAsync(false);
        await page.GetByText("All your regions are done").First.WaitForAsync();
        Assert.Equal(4, Draft(served, region).Count);
        Assert.Equal(4, Assert.Single(served.Study.Study.Answers.List()).Version);
    }

    [SkippableFact]
    public async Task ARegionThatWasFinishedWithoutAConnectionIsSentByTheNextPageOfTheBrowser()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        await using var served = await Served.Start(fill: study => study.Ask("a", 2));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        var region = await Served.Region(page);
        await browser.SetOfflineAsync(true);
        foreach (var key in (string[])["Space", "ArrowDown", "Space", "Enter"])
            await page.Keyboard.PressAsync(key);
        await page.GetByText("No connection: the finished region is kept in this browser").WaitForAsync();
        await page.CloseAsync();
        await browser.SetOfflineAsync(false);
        var next = await browser.NewPageAsync();
        await next.GotoAsync(served.Address.AbsoluteUri);
        await next.GetByText("1 of 2 regions done").WaitForAsync();
        var answer = Assert.Single(served.Study.Study.Answers.List());
        Assert.Equal((region, 1), (answer.AssignmentId, answer.Version));
    }

    [SkippableFact]
    public async Task ATabThatWasClosedLeavesItsStrokesToTheNext()
    {
        Heavy.Only();
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        await page.Locator("#picture:focus").WaitForAsync();
        var region = await Served.Region(page);
        await browser.SetOfflineAsync(true);
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Space");
        await page.GetByText("No connection: 1 stroke kept in this browser").WaitForAsync();
        await page.CloseAsync();
        await browser.SetOfflineAsync(false);
        var next = await browser.NewPageAsync();
        await next.GotoAsync(new Uri(served.Address, $"#/region/{region}").AbsoluteUri);
        await next.Locator("#picture:focus").WaitForAsync();
        await Served.Saved(next);
        Assert.Single(Draft(served, region));
    }

    private static IReadOnlyList<Stroke> Draft(Served served, string region) =>
        served.Study.Study.Work.Draft(served.Study.Study.Readers.Named("Ada")!.Id, region);
}
