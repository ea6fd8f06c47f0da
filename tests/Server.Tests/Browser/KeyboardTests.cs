using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Strokes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>Everything can be done without a mouse and without seeing the page.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyboardTests(Chromium chromium)
{
    [SkippableFact]
    public async Task TenRegionsAreAnsweredByTheKeyboardAlone()
    {
        await using var served = await Served.Start(fill: study => study.Ask("a", 4).Ask("b", 3, proposes: true).Ask("c", 3, task: ExpertTask.Judge));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await TabTo(page, "Begin with the next region");
        await page.Keyboard.PressAsync("Enter");
        var study = served.Study.Study;
        for (var region = 0; region < 10; region++)
        {
            await page.WaitForFunctionAsync("() => location.hash.includes('/region/')");
            var id = await Served.Region(page);
            var kind = await page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).CountAsync();
            foreach (
                var key in kind == 0 ? (string[])[" ", "ArrowRight", "Shift+ArrowDown", " ", "e", "[", " ", " ", "z", "b", "]"]
                : region % 2 == 0 ? ["a"]
                : ["r", " ", "ArrowLeft", " "]
            )
                await page.Keyboard.PressAsync(key == " " ? "Space" : key);
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
            var answer = study.Answers.Find(id)!;
            Assert.NotNull(study.Answers.Mask(id));
            var strokes = study.Work.Draft(answer.ReaderId, id);
            Assert.Equal(
                kind == 0 ? [StrokeTool.Brush, StrokeTool.Eraser, StrokeTool.Undo]
                    : region % 2 == 0 ? [StrokeTool.Accept]
                    : [StrokeTool.Reject, StrokeTool.Brush],
                strokes.Select(stroke => stroke.Tool)
            );
        }
        await page.GetByText("All your regions are done. Thank you.").First.WaitForAsync();
        Assert.Equal(10, study.Answers.List().Count);
    }

    [SkippableFact]
    public async Task NoStepHasAnAccessibilityViolation()
    {
        Heavy.Only();
        await using var served = await Served.Start(fill: study => study.Ask("a", 2, proposes: true));
        await using var browser = await chromium.Open();
        var signIn = await browser.NewPageAsync();
        await signIn.GotoAsync(served.Address.AbsoluteUri);
        await signIn.GetByLabel("Name").WaitForAsync();
        await Check(signIn, "sign in");
        var page = await served.SignIn(browser, "Ada", ReaderRole.Owner);
        await Check(page, "images");
        await page.GetByRole(AriaRole.Link, new() { Name = "Readers" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Invite somebody" }).WaitForAsync();
        await Check(page, "readers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Images" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "a", Exact = true }).ClickAsync();
        await page.Locator("#picture[data-view]").WaitForAsync();
        await Check(page, "step 1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Paint", Exact = true }).ClickAsync();
        await page.Locator("#picture:focus").WaitForAsync();
        await Check(page, "step 2");
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Keys" }).WaitForAsync();
        await Check(page, "keys");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "3 Result" }).ClickAsync();
        await page.GetByText("Fused and model").WaitForAsync();
        await Check(page, "step 3");
    }

    private static async Task Check(IPage page, string step)
    {
        var found = await page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{step}: {string.Join("\n", found.Violations.Select(one => $"{one.Id}: {one.Help} {string.Join(" | ", one.Nodes.Select(node => node.Html))}"))}"
        );
    }

    private static async Task TabTo(IPage page, string label)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.textContent") == label)
                return;
        }
        Assert.Fail($"Tab does not lead to '{label}'.");
    }
}
