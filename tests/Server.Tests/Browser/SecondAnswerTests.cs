using DeferredSeg.Studies.Work;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>The model is nowhere in the page until the answer is sealed; then it is shown, and a second answer may be given.</summary>
[Collection(BrowserTests.Name)]
public sealed class SecondAnswerTests(Chromium chromium)
{
    [SkippableFact]
    public async Task WhoSeesTheModelAfterTheirAnswerMayAnswerAgain()
    {
        await using var served = await Served.Start(fill: study => study.Ask("a", 2));
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        var study = served.Study.Study;
        string[] ids = ["", ""];
        await page.Locator("#begin").ClickAsync();
        for (var i = 0; i < 2; i++)
        {
            ids[i] = await Served.Region(page);
            await page.Keyboard.PressAsync("Space");
            await page.Keyboard.PressAsync("Space");
            if (i == 0)
            {
                await Served.Saved(page);
                foreach (var step in (string[])["Image and routing", "Result"])
                {
                    await page.GetByRole(AriaRole.Link, new() { Name = step }).ClickAsync();
                    await page.GetByText(step == "Result" ? "The result is shown once everything" : "The model's outline is hidden until").WaitForAsync();
                    await page.GetByRole(AriaRole.Link, new() { Name = "Paint" }).First.ClickAsync();
                    await Served.Region(page);
                }
            }
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("id => !location.hash.includes(id)", ids[i]);
        }
        lock (asked)
            Assert.DoesNotContain(
                asked,
                url => url.Contains("/masks/model", StringComparison.Ordinal) || url.Contains("/masks/fused", StringComparison.Ordinal)
            );
        await page.GetByRole(AriaRole.Link, new() { Name = "Result of a" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Second answers" }).WaitForAsync();
        Assert.Empty((await page.RunAxe()).Violations.Select(one => one.Help));
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer again: Region 1" }).ClickAsync();
        var second = await Served.Region(page);
        Assert.DoesNotContain(second, ids);
        await page.GetByText("Your first answer is kept").WaitForAsync();
        var question = study.Work.Find(study.Readers.Named("Ada")!.Id, second)!.Value.QuestionId;
        var first = StudyWork.AssignmentOf(question);
        await page.Keyboard.PressAsync("x");
        await Served.Saved(page);
        Assert.Empty((await page.RunAxe()).Violations.Select(one => one.Help));
        await page.Locator("#picture").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", second);

        Assert.All(study.Answers.Mask(second)!.Values, value => Assert.Equal(0, value));
        Assert.Contains((byte)1, study.Answers.Mask(first)!.Values);
        Assert.Equal(study.Answers.Mask(first)!.Values, study.Questions.Find(question).Answer!.Mask.Values);

        // The other region: the first answer is kept, without a reason.
        await page.GetByRole(AriaRole.Link, new() { Name = "Result of a" }).ClickAsync();
        await page.GetByText("answered twice").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer again: Region 2" }).ClickAsync();
        var third = await Served.Region(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep first answer" }).ClickAsync();
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", third);
        Assert.NotNull(study.Answers.Find(third)!.Declined);
        await page.GetByText("2 of 2 regions done").Or(page.GetByText("All your regions are done")).WaitForAsync();
    }
}
