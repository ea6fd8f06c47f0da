using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Strokes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>Regions that are answered by choosing a mask, or by pointing at what is wrong.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConversationTests(Chromium chromium)
{
    [SkippableFact]
    public async Task OneOfSeveralMasksIsChosenByItsNumberOrByItsPicture()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        await using var served = await Served.Start(fill: study =>
        {
            for (var i = 0; i < 3; i++)
                study.Study.Questions.Submit("e", Choice(i));
        });
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        var study = served.Study.Study;
        for (var round = 0; round < 3; round++)
        {
            var id = await Served.Region(page);
            await page.GetByRole(AriaRole.Heading, new() { Name = "Which one is right?" }).WaitForAsync();
            Assert.Equal(3, await page.Locator(".candidates button").CountAsync());
            if (round == 0)
                Assert.Empty((await page.RunAxe()).Violations.Select(one => one.Help));
            // Nothing is said yet, so nothing is finished.
            await page.Keyboard.PressAsync("Enter");
            await page.GetByText("Choose one of the masks first").WaitForAsync();
            if (round == 0)
                await page.Keyboard.PressAsync("3");
            else if (round == 1)
                await page.GetByRole(AriaRole.Button, new() { Name = "Mask 2" }).ClickAsync();
            else
                await page.Keyboard.PressAsync("r");
            if (round < 2)
                Assert.Equal("true", await page.Locator(".candidates button").Nth(2 - round).GetAttributeAsync("aria-pressed"));
            await page.Locator("#picture").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
            var answer = study.Answers.Find(id)!;
            Assert.Equal(round < 2 ? 2 - round : null, answer.Choice);
            Assert.Equal(round == 2, answer.Abstained);
            if (round == 0)
                Assert.Equal(Within(study.Questions.Read(answer.QuestionId), 2), study.Answers.Mask(id)!.Values);
        }
    }

    [SkippableFact]
    public async Task WhatIsWrongIsPointedAt()
    {
        await using var served = await Served.Start(fill: study =>
        {
            for (var i = 0; i < 2; i++)
                study.Study.Questions.Submit("e", Click(i));
        });
        await using var browser = await chromium.Open();
        var page = await served.SignIn(browser, "Ada");
        await page.Locator("#begin").ClickAsync();
        var id = await Served.Region(page);
        var study = served.Study.Study;
        var question = study
            .Questions.List()
            .Select(one => study.Questions.Read(one.Id))
            .Single(one => study.Work.Find(study.Readers.Named("Ada")!.Id, id)!.Value.QuestionId == one.Id);
        int[] pixels = [.. Enumerable.Range(0, 4096).Where(pixel => question.Region!.Values[pixel] == 1)];
        var (inside, outside) = (
            pixels.First(pixel => question.Proposals[0].Values[pixel] == 0),
            pixels.Last(pixel => question.Proposals[0].Values[pixel] == 1)
        );
        await Served.Point(page, 0);
        await page.GetByText("That is outside of the region.").WaitForAsync();
        await Served.Point(page, inside);
        await page.GetByText("This belongs to the target.").WaitForAsync();
        await Served.Point(page, outside);
        await page.GetByText("This does not belong to the target.").WaitForAsync();
        await Served.Saved(page);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);

        var answer = study.Questions.Find(question.Id).Answer!;

        Assert.Equal([new ExpertClick(inside / 64, inside % 64, Inside: true), new ExpertClick(outside / 64, outside % 64, Inside: false)], answer.Clicks);
        // Until they are followed nothing is decided.
        Assert.All(answer.Abstained!.Values, value => Assert.Equal(1, value));

        // Where nothing is wrong what is shown is the answer; by keys alone.
        var second = await Served.Region(page);
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("z");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Is nothing wrong?" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish", Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("id => !location.hash.includes(id)", second);
        var last = study.Questions.Find(study.Answers.Find(second)!.QuestionId).Answer!;
        Assert.Empty(last.Clicks);
        Assert.Null(last.Abstained);
        Assert.Equal(Within(study.Questions.Read(study.Answers.Find(second)!.QuestionId), 0), last.Mask.Values);
    }

    // The model's mask, the right one, and all of the region.
    private static ExpertRequest Choice(int index)
    {
        var question = ServedStudy.Question("a", index, task: ExpertTask.Judge);
        return question with { Key = $"choice/{index}", Task = ExpertTask.Choose, Proposals = [question.Model!, question.Proposals[0], question.Region!] };
    }

    private static ExpertRequest Click(int index)
    {
        var question = ServedStudy.Question("a", index, task: ExpertTask.Judge);
        return question with { Key = $"click/{index}", Task = ExpertTask.Click };
    }

    private static byte[] Within(Studies.Questions.StudyQuestion question, int proposal) =>
        [.. question.Proposals[proposal].Values.Select((value, i) => (byte)(value & question.Region!.Values[i]))];
}
