using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Readers;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>Pictures of the three steps, for who looks at them: DEFERREDSEG_SCREENSHOTS names a folder.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScreenshotTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280, 800)]
    [InlineData(820, 1100)]
    public async Task TheThreeStepsAreReadable(int width, int height)
    {
        Heavy.Only();
        await using var served = await Served.Start(fill: study =>
        {
            study.Ask("fundus-07.png", 5, "reader-1", 160, proposes: true).Ask("fundus-12.png", 3, "reader-2", 160);
            var known = ServedStudy.Question("fundus-07.png", 7, 160, ExpertTask.Judge);
            study.Study.Questions.AddCheck("reader-3", known with { Task = ExpertTask.Annotate, Key = "known", Proposals = [] }, known.Proposals[0]);
        });
        await using var browser = await chromium.Open(width, height);
        var page = await served.SignIn(browser, "Ada", ReaderRole.Owner);
        await Keep(page, $"list-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "fundus-07.png", Exact = true }).ClickAsync();
        await page.Locator("#picture").WaitForAsync();
        await page.WaitForTimeoutAsync(300);
        await Keep(page, $"step1-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Paint", Exact = true }).ClickAsync();
        var region = await Served.Region(page);
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await page.Keyboard.PressAsync("Space");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Disabled = false }).WaitForAsync();
        await Served.Saved(page);
        await Keep(page, $"step2-{width}");
        await page.Keyboard.PressAsync("?");
        await Keep(page, $"keys-{width}");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#picture:focus").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", region);
        await page.GetByRole(AriaRole.Link, new() { Name = "Images", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Result of fundus-07.png" }).ClickAsync();
        await page.GetByText("Fused and model").WaitForAsync();
        await page.WaitForTimeoutAsync(300);
        await Keep(page, $"step3-{width}");
        // Nothing is wider than the screen.
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    private static async Task Keep(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DEFERREDSEG_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }
}
