using System.Diagnostics;
using System.Text.Json.Nodes;
using DeferredSeg.Formats.Images;
using DeferredSeg.Server.Tests.Program;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>
/// The demo's own run, put to three people in place of its simulated readers: all its test images, in the browser, to the end. DEFERREDSEG_DEMO_RUN names a run
/// that the demo has left; without it the demo runs first.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class DemoTests(Chromium chromium, ITestOutputHelper output) : IDisposable
{
    private const int Size = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demo-people-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task WhatPeopleAnswerCountsAsTheSameMasksRecorded()
    {
        Skip.If(ServedProgram.File is null || !OperatingSystem.IsLinux(), "the program was not built, or this is no Linux");
        Heavy.Only();
        var run = Environment.GetEnvironmentVariable("DEFERREDSEG_DEMO_RUN") is { Length: > 0 } made ? Path.GetFullPath(made) : At("demo");
        if (!Directory.Exists(run))
            await Succeeds("demo", "--output", run);
        await Succeeds("data", "convert", "--config", Path.Combine(run, "routing", "config.json"), "--output", "data");
        Panel("people.json", "human");
        Panel("recorded.json", "recorded");
        string[] route = ["route", "--run", run, "--part", "test", "--set", "routing:units:decisions=3"];
        string[] asks = [.. route, "--config", "people.json", "--study", "study", "--output", "asked"];
        Assert.Equal(6, (await HostCommand.Run(_folder.FullName, asks)).ExitCode);
        var model = Dice("asked", "modelDice");
        Assert.Equal(56, model.Count);
        int questions;
        string[] people = ["Ada", "Bob", "Eve"];
        using (var study = Study.Open(At("study")))
        {
            questions = study.Questions.List().Count;
            foreach (var person in people)
                study.Readers.Add(person, ReaderRole.Reader, password: ServedStudy.Password);
        }
        var clock = Stopwatch.StartNew();
        int[] painted;
        using (var program = new ServedProgram(At("study")))
        {
            await program.Ready();
            painted = await Task.WhenAll(people.Select((person, i) => Paint(program.Address, person, i)));
            output.WriteLine(
                $"{painted.Sum()} regions of 56 images in {clock.Elapsed.TotalSeconds:0} s ({string.Join(", ", painted)}); memory {program.Memory >> 20} MiB"
            );
            Assert.Equal(0, program.Stop("TERM"));
        }
        Assert.True(_off.Count == 0, string.Join('\n', _off));
        Assert.Equal(questions, painted.Sum());
        Assert.All(painted, count => Assert.True(count > 0));

        await Succeeds(asks);
        await Succeeds("export", "--study", "study", "--output", "answers");

        // The masks that were taken out take the place of people, in the same images.
        foreach (var expert in _experts)
            if (Directory.Exists(At("answers", expert)))
                Directory.Move(At("answers", expert), At("data", expert));
            else
                Directory.CreateDirectory(At("data", expert));
        await Succeeds([.. route, "--config", "recorded.json", "--set", "routing:units:use=always", "--output", "recorded"]);
        var (asked, recorded) = (Dice("asked"), Dice("recorded"));
        Assert.Equal(recorded, asked);
        output.WriteLine(
            FormattableString.Invariant(
                $"mean System Dice: model {100 * model.Average():0.000} %, asked {100 * asked.Average():0.000} %, recorded {100 * recorded.Average():0.000} %"
            )
        );
        Assert.True(asked.Average() > model.Average());
    }

    private readonly List<string> _off = [];

    private static readonly string[] _experts = ["reader-1", "reader-2", "reader-3"];

    // The truth, in a hand of their own: as it is, a pixel too far to the right, or a pixel too small.
    private static bool IsForeground(RasterImage truth, int hand, int row, int column) =>
        hand switch
        {
            0 => At(truth, row, column),
            1 => At(truth, row, column - 1),
            _ => At(truth, row, column) && At(truth, row - 1, column) && At(truth, row + 1, column) && At(truth, row, column - 1) && At(truth, row, column + 1),
        };

    private static bool At(RasterImage truth, int row, int column) =>
        row is >= 0 and < Size && column is >= 0 and < Size && truth.Samples[row * Size + column] > 0;

    private async Task<int> Paint(Uri address, string person, int hand)
    {
        await using var browser = await chromium.Open();
        browser.SetDefaultTimeout(120_000);
        var page = await browser.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri);
        await page.GetByLabel("Name").FillAsync(person);
        await page.GetByLabel("Password").FillAsync(ServedStudy.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#begin").ClickAsync();
        using var study = Study.Open(At("study"));
        var reader = study.Readers.Named(person)!.Id;
        for (var region = 1; ; region++)
        {
            var id = await Served.Region(page);
            var question = study.Questions.Read(study.Work.Find(reader, id)!.Value.QuestionId);
            var truth = ImageFile.Read(At("data", "masks", question.Case.Id + ".png"));
            // A brush of one pixel: half a pixel on each side of the line.
            for (var i = 0; i < 4; i++)
                await page.Keyboard.PressAsync("[");
            // What the toolbar says of the brush may be longer or shorter now, and the picture lies elsewhere.
            await Served.Settled(page);
            var any = false;
            for (var row = question.Box.Top; row <= question.Box.Bottom; row++)
            for (var column = question.Box.Left; column <= question.Box.Right; column++)
            {
                bool Is(int at) => at <= question.Box.Right && IsForeground(truth, hand, row, at) && question.Region!.Values[row * Size + at] == 1;
                if (!Is(column))
                    continue;
                var last = column;
                while (Is(last + 1))
                    last++;
                var (begin, end) = (await Served.Place(page, row * Size + column), await Served.Place(page, row * Size + last));
                await page.Mouse.MoveAsync(begin.X, begin.Y);
                await page.Mouse.DownAsync();
                await page.Mouse.MoveAsync(end.X, end.Y);
                await page.Mouse.UpAsync();
                (any, column) = (true, last);
            }
            await page.Keyboard.PressAsync("Enter");
            if (!any)
                await page.GetByRole(AriaRole.Button, new() { Name = "Finish", Exact = true }).ClickAsync();
            await page.WaitForFunctionAsync("id => !location.hash.includes(id)", id);
            var mask = study.Answers.Mask(id)!;
            var off = Enumerable
                .Range(0, Size * Size)
                .Where(pixel => (question.Region!.Values[pixel] == 1 && IsForeground(truth, hand, pixel / Size, pixel % Size)) != (mask.Values[pixel] == 1))
                .ToList();
            if (off.Count > 0)
                lock (_off)
                    _off.Add($"{question.Case.Id} {question.Box} radius {study.Work.Draft(reader, id)[0].Radius}: {string.Join(' ', off)}");
            if (!await page.EvaluateAsync<bool>("location.hash.includes('/region/')"))
                return region;
        }
    }

    private void Panel(string file, string source)
    {
        var json = new JsonObject
        {
            ["experts"] = new JsonArray([
                .. _experts.Select(expert => new JsonObject
                {
                    ["name"] = expert,
                    ["source"] = source,
                    ["options"] = source == "human" ? new JsonObject() : new JsonObject { ["rater"] = expert },
                }),
            ]),
        };
        if (source == "recorded")
            json["dataset"] = new JsonObject
            {
                ["source"] = "images",
                ["folder"] = At("data"),
                ["gold"] = "masks",
                ["raters"] = new JsonArray([.. _experts.Select(expert => JsonValue.Create(expert))]),
                ["masks"] = new JsonObject { ["ignore"] = 254 },
            };
        File.WriteAllText(At(file), json.ToJsonString());
    }

    private List<double> Dice(string folder, string of = "systemDice") =>
        [.. JsonNode.Parse(File.ReadAllText(At(folder, "summary.json")))!["cases"]!.AsArray().Select(one => one![of]!.GetValue<double>())];

    private async Task Succeeds(params string[] arguments)
    {
        var run = await HostCommand.Run(_folder.FullName, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}\n{run.Error}{run.Output}");
    }

    private string At(params string[] names) => Path.Combine([_folder.FullName, .. names]);
}
