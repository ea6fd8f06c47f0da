using System.Text.Json.Nodes;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Images;
using DeferredSeg.Server.Tests.Program;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Readers;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>The whole way: a run is routed to three people, who paint in the browser, and the same command then comes to what the same masks recorded do.</summary>
[Collection(BrowserTests.Name)]
public sealed class ThreeReadersTests(Chromium chromium) : IDisposable
{
    private const int Size = 48;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("three-readers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task WhatThreeReadersPaintInTheBrowserCountsAsTheSameMasksRecorded()
    {
        Skip.If(ServedProgram.File is null || !OperatingSystem.IsLinux(), "the program was not built, or this is no Linux");
        Heavy.Only();
        await Succeeds("data", "phantom", "--cases", "10", "--size", $"{Size}", "--raters", "3", "--seed", "5", "--output", "data");
        string[] raters =
        [
            .. Directory.EnumerateDirectories(At("data")).Select(folder => Path.GetFileName(folder)!).Except(["images", "masks"]).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(3, raters.Length);
        Write("run.json", raters, "recorded");
        Write("people.json", raters, "human");
        await Succeeds("train", "--config", "run.json");
        string[] route = ["route", "--run", "run", "--part", "test", "--set", "routing:units:decisions=4", "--set", "routing:units:minimumPixels=4"];
        await Succeeds([.. route, "--set", "routing:units:use=always", "--output", "recorded"]);

        string[] asks = [.. route, "--config", "people.json", "--study", "study", "--output", "asked"];
        Assert.Equal(6, (await HostCommand.Run(_folder.FullName, asks)).ExitCode);
        int questions;
        using (var study = Study.Open(At("study")))
        {
            questions = study.Questions.List().Count;
            Assert.Equal(raters, study.Questions.List().Select(question => question.Expert).Distinct().Order(StringComparer.Ordinal));
            foreach (var rater in raters)
                study.Readers.Add(rater, ReaderRole.Reader, rater, password: ServedStudy.Password);
        }
        using (var program = new ServedProgram(At("study")))
        {
            await program.Ready();
            var painted = await Task.WhenAll(raters.Select(rater => Paint(program.Address, rater)));
            Assert.Equal(questions, painted.Sum());
            Assert.Equal(0, program.Stop("TERM"));
        }

        var finished = await HostCommand.Run(_folder.FullName, asks);

        Assert.True(finished.ExitCode == 0, finished.Error + finished.Output);
        Assert.Equal(Dice("recorded"), Dice("asked"));
        Assert.All(Dice("asked"), dice => Assert.NotEqual("null", dice));
    }

    // Signs in and paints one region after the other, pixel by pixel with the arrow keys, as the rater's mask has it.
    private async Task<int> Paint(Uri address, string rater)
    {
        await using var browser = await chromium.Open();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri);
        await page.GetByLabel("Name").FillAsync(rater);
        await page.GetByLabel("Password").FillAsync(ServedStudy.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Images", Exact = true }).WaitForAsync();
        if (await page.Locator("#begin").CountAsync() == 0)
            return 0;
        await page.Locator("#begin").ClickAsync();
        for (var region = 1; ; region++)
        {
            var id = await Served.Region(page);
            var (question, mask) = Read(rater, id);
            // A brush of one pixel.
            for (var i = 0; i < 5; i++)
                await page.Keyboard.PressAsync("[");
            var (row, column) = ((question.Box.Top + question.Box.Bottom) >> 1, (question.Box.Left + question.Box.Right) >> 1);
            var any = false;
            for (var r = question.Box.Top; r <= question.Box.Bottom; r++)
            for (var c = question.Box.Left; c <= question.Box.Right; c++)
            {
                bool Is(int at) => at < Size && mask.Values[r * Size + at] == 1 && question.Region!.Values[r * Size + at] == 1;
                if (!Is(c))
                    continue;
                await Move(page, r - row, c - column);
                await page.Keyboard.PressAsync("Space");
                var last = c;
                while (Is(last + 1))
                    last++;
                await Move(page, 0, last - c);
                await page.Keyboard.PressAsync("Space");
                (row, column, any) = (r, last, true);
                c = last;
            }
            await page.Keyboard.PressAsync("Enter");
            if (!any)
                await page.GetByRole(AriaRole.Button, new() { Name = "Finish", Exact = true }).ClickAsync();
            await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
            if (!await page.EvaluateAsync<bool>("location.hash.includes('/region/')"))
                return region;
        }
    }

    private (StudyQuestion Question, MaskPlanes Mask) Read(string rater, string assignment)
    {
        using var study = Study.Open(At("study"));
        var question = study.Questions.Read(study.Work.Find(study.Readers.Named(rater)!.Id, assignment)!.Value.QuestionId);
        var file = ImageFile.Read(At("data", rater, question.Case.Id + ".png"));
        return (question, new(file.Height, file.Width, 1, [.. file.Samples.Select(value => (byte)(value > 0 ? 1 : 0))]));
    }

    private static async Task Move(IPage page, int rows, int columns)
    {
        for (var i = 0; i < Math.Abs(rows); i++)
            await page.Keyboard.PressAsync(rows > 0 ? "ArrowDown" : "ArrowUp");
        for (var i = 0; i < Math.Abs(columns); i++)
            await page.Keyboard.PressAsync(columns > 0 ? "ArrowRight" : "ArrowLeft");
    }

    private void Write(string file, string[] raters, string source)
    {
        var experts = new JsonArray([
            .. raters.Select(rater => new JsonObject
            {
                ["name"] = rater,
                ["source"] = source,
                ["options"] = source == "human" ? new JsonObject() : new JsonObject { ["rater"] = rater },
            }),
        ]);
        var json = new JsonObject { ["experts"] = experts };
        if (source != "human")
        {
            json["dataset"] = new JsonObject
            {
                ["folder"] = At("data"),
                ["raters"] = new JsonArray([.. raters.Select(rater => JsonValue.Create(rater))]),
                ["split"] = new JsonObject { ["test"] = 0.4, ["validation"] = 0.2 },
            };
            json["reference"] = new JsonObject { ["rule"] = "given" };
            json["backbone"] = new JsonObject
            {
                ["id"] = "UNet",
                ["options"] = new JsonObject { ["width"] = 4, ["depth"] = 2 },
            };
            json["training"] = new JsonObject
            {
                ["epochs"] = 2,
                ["learningRate"] = 0.003,
                ["accumulation"] = 1,
            };
            json["routing"] = new JsonObject { ["budget"] = 0.4, ["minimumLoads"] = new JsonArray(0.1, 0.1, 0.1) };
            json["run"] = new JsonObject { ["folder"] = At("run") };
        }
        File.WriteAllText(At(file), json.ToJsonString());
    }

    private string[] Dice(string folder) =>
        [.. JsonNode.Parse(File.ReadAllText(At(folder, "summary.json")))!["cases"]!.AsArray().Select(one => one!["systemDice"]?.ToJsonString() ?? "null")];

    private async Task Succeeds(params string[] arguments)
    {
        var run = await HostCommand.Run(_folder.FullName, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}\n{run.Error}{run.Output}");
    }

    private string At(params string[] names) => Path.Combine([_folder.FullName, .. names]);
}
