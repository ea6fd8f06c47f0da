using System.Text.Json.Nodes;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Tests.Commands.Train;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Host.Tests.Commands.Studies;

/// <summary>Regions that are answered by choosing and by clicks, through <c>route</c> and <c>evaluate</c>, by recorded experts and by people.</summary>
public sealed class ConversationTests : TrainCase
{
    private static readonly string[] _raters = ["careful", "hurried"];

    [Theory]
    [InlineData("choose", "before")]
    [InlineData("choose", "without")]
    [InlineData("click", "before")]
    public void People_are_asked_round_by_round_and_come_to_what_the_same_masks_recorded_do(string task, string states)
    {
        Phantom();
        string[] further = ["--set", $"routing:units:task={task}", "--set", "routing:units:decisions=3"];
        var recorded = Route("recorded", "recorded", [.. further, "--set", "routing:units:use=always"]);
        Assert.True(recorded.ExitCode == 0, recorded.Error);

        var (exit, rounds) = (0, 0);
        do
        {
            var asked = Route("human", "asked", [.. further, "--study", At("study")]);
            exit = asked.ExitCode;
            Assert.True(exit is 0 or ExitCode.Pending, asked.Error);
            if (states == "without" && Directory.Exists(At("asked", "conversations")))
                Directory.Delete(At("asked", "conversations"), recursive: true);
            if (exit == 0)
                break;
            using var study = Study.Open(At("study"));
            foreach (var rater in _raters)
                Answer(study, rater);
        } while (++rounds < 9);

        Assert.Equal(0, exit);
        // Somebody was asked again about what the network made of their answer.
        Assert.InRange(rounds, 2, 4);
        if (states == "before")
            Assert.NotEmpty(Directory.EnumerateFiles(At("asked", "conversations")));
        var looks = 0;
        using (var study = Study.Open(At("study")))
            looks = study.Questions.List().Count(question => question.Task == ExpertTask.Judge);
        // People look at what their last clicks came to, and nobody else does.
        Assert.Equal(task == "click", looks > 0);
        Assert.Equal(Numbers("recorded").Select(one => one.Dice), Numbers("asked").Select(one => one.Dice));
        Assert.Equal(Numbers("recorded").Sum(one => one.Questions) + looks, Numbers("asked").Sum(one => one.Questions));
        using (var study = Study.Open(At("study")))
        {
            var questions = study.Questions.List().Select(question => study.Questions.Read(question.Id)).ToList();
            Assert.All(
                questions.Where(question => question.Task != ExpertTask.Judge),
                question => Assert.Equal(task, question.Task.ToString().ToLowerInvariant())
            );
            Assert.Contains(questions, question => question.Round == 1);
            Assert.All(questions, question => Assert.EndsWith($"/{question.Round}", question.Key));
        }
        Assert.Equal(0, ProgramRun.Of("export", "--study", At("study"), "--output", At("out")).ExitCode);
        if (task == "click")
            Exported();
    }

    [Fact]
    public void What_a_network_cannot_is_said()
    {
        Phantom();
        string[] plain = ["--set", "backbone:id=UNet", "--set", "dataset:preparation:intensity=unit", "--set", "routing:units:use=always"];
        var click = Route("recorded", "click", [.. plain, "--set", "routing:units:task=click"], unet: true);
        Assert.Equal(ExitCode.Configuration, click.ExitCode);
        Assert.Contains("$.routing.units.task is click, and the backbone UNet is not told where something is; expected annotate, judge or choose", click.Error);
        // Whatever the network, there is something to choose from.
        var choose = Route("recorded", "choose", [.. plain, "--set", "routing:units:task=choose"], unet: true);
        Assert.True(choose.ExitCode == 0, choose.Error);
        var judge = Route("recorded", "judge", [.. plain, "--set", "routing:units:task=judge"], unet: true);
        Assert.Equal(ExitCode.Configuration, judge.ExitCode);
        Assert.Contains("the head has no mask of its own to propose", judge.Error);
    }

    [Fact]
    public void Evaluation_asks_by_choosing_and_compares_the_ways()
    {
        Phantom();
        var run = At("run");
        var trained = Train(Configuration("recorded", run: run));
        Assert.True(trained.ExitCode == 0, trained.Error);
        string[] always = ["--set", "routing:units:use=always", "--no-report"];

        Assert.Equal(0, Evaluate("painted", always));
        Assert.Equal(0, Evaluate("chosen", [.. always, "--set", "routing:units:task=choose"]));
        Assert.Equal(0, Evaluate("ways", ["--ways"]));

        Assert.NotEqual(System("painted"), System("chosen"));
        var tables = JsonNode.Parse(File.ReadAllText(At("ways", "results.json")))!;
        // All regions painted are the same, however they are counted.
        Assert.Equal(Number("decisions", 2, "all regions"), Number("ways", 1, "painting", "all"));
        var regions = Number("ways", 0, "painting", "all");
        Assert.InRange(Number("ways", 0, "choosing", "all"), regions, 3 * regions);
        Assert.InRange(Number("ways", 0, "clicking", "all"), regions, 3 * regions);
        Assert.NotNull(tables["time"]);
        Assert.Contains("Painting, judging, choosing and clicking", File.ReadAllText(At("ways", "report.html")));

        // People are not asked for a comparison, and a network alone asks nobody.
        var people = ProgramRun.Of("evaluate", run, "--config", Configuration("human", run: run), "--study", At("study"), "--ways", "--output", At("none"));
        Assert.Equal(ExitCode.Configuration, people.ExitCode);
        Assert.Contains("ways of answering are compared with recorded or simulated experts", people.Error);
        var alone = ProgramRun.Of("evaluate", run, "--set", "training:deferral=false", "--ways", "--output", At("none"));
        Assert.Equal(ExitCode.Configuration, alone.ExitCode);
        Assert.Contains("segments alone; expected a run that routes", alone.Error);

        int Evaluate(string output, string[] further)
        {
            var run = ProgramRun.Of(["evaluate", At("run"), "--output", At(output), .. further]);
            Assert.True(run.ExitCode == 0, run.Error);
            return run.ExitCode;
        }
        string[] System(string folder) =>
            [.. File.ReadLines(At(folder, "cases.csv")).Where(line => line.Contains(",routing,,own,,", StringComparison.Ordinal))];
        double Number(string table, int column, params string[] labels) =>
            tables[table]!["rows"]!.AsArray().Single(row => row!["labels"]!.AsArray().Select(label => label!.GetValue<string>()).SequenceEqual(labels))![
                "cells"
            ]![column]!["mean"]!.GetValue<double>();
    }

    private void Phantom() => Assert.Equal(0, ProgramRun.Of("data", "phantom", "--cases", "8", "--size", "48", "--seed", "5", "--output", At("data")).ExitCode);

    private ProgramRun Route(string source, string output, string[] further, bool unet = false) =>
        ProgramRun.Of(["route", "--config", Configuration(source, unet), "--untrained", "--part", "test", "--output", At(output), .. further]);

    private string Configuration(string source, bool unet = false, string? run = null) =>
        Configuration(
            run ?? At("run"),
            json =>
            {
                json["dataset"] = JsonNode.Parse(
                    """
                    { "raters": [ "careful", "hurried" ], "split": { "test": 0.3, "validation": 0.2 }, "points": { "from": "truth" },
                      "preparation": { "size": [32], "intensity": "backbone" } }
                    """
                );
                json["dataset"]!["folder"] = At("data");
                if (!unet)
                    json["backbone"] = JsonNode.Parse(
                        """
                        { "id": "MedSam", "options": { "width": 12, "depth": 2, "heads": 2, "globalBlocks": [1], "imageSize": 32, "patch": 8, "window": 3,
                            "embeddingChannels": 16, "maskChannels": 8, "decoderHeads": 2, "decoderMlp": 24, "scoreChannels": 10 },
                          "wrappers": [ { "id": "Spa", "options": { "components": 3, "draws": 6, "hidden": 8 } } ] }
                        """
                    );
                json["experts"] = new JsonArray([
                    .. _raters.Select(rater => new JsonObject
                    {
                        ["name"] = rater,
                        ["source"] = source,
                        ["options"] = source == "human" ? new JsonObject() : new JsonObject { ["rater"] = rater },
                    }),
                ]);
                json["routing"] = new JsonObject { ["budget"] = 0.5 };
                // With these weights the network's candidates differ within regions.
                json["seed"] = 7;
                json["reference"] = new JsonObject { ["rule"] = "given" };
                json["training"]!["epochs"] = 1;
                json["evaluation"] = new JsonObject
                {
                    ["resamples"] = 100,
                    ["panels"] = 1,
                    ["budgets"] = new JsonArray(),
                };
            }
        );

    // What each image came to, and in how many questions.
    private (string Dice, int Questions)[] Numbers(string folder) =>
        [
            .. JsonNode.Parse(File.ReadAllText(At(folder, "summary.json")))!["cases"]!
                .AsArray()
                .Select(one => (one!["systemDice"]!.ToJsonString(), one["experts"]!.AsArray().Sum(expert => expert!["questions"]!.GetValue<int>()))),
        ];

    // Every region that was clicked on is taken out as it was seen last: its refined mask, nothing left undecided.
    private void Exported()
    {
        using var study = Study.Open(At("study"));
        var last = study
            .Questions.List()
            .Select(question => study.Questions.Read(question.Id))
            .GroupBy(question => (question.Expert, question.Case.Id, string.Concat(question.Region!.Values)))
            .Select(group => group.MaxBy(question => question.Round)!)
            .ToList();
        Assert.Contains(last, question => question.Task == ExpertTask.Judge);
        foreach (var question in last)
        {
            var sealedOne = study.Answers.Mask(StudyWork.AssignmentOf(question.Id))!;
            var written = ImageFile.Read(At("out", question.Expert, question.Case.Id + ".png"));
            for (var pixel = 0; pixel < question.Region!.Values.Length; pixel++)
                if (question.Region.Values[pixel] == 1)
                    Assert.Equal(sealedOne.Values[pixel], written.Samples[pixel]);
        }
    }

    // Whoever is called as the rater answers by what the rater left.
    private void Answer(Study study, string rater)
    {
        var reader = study.Readers.Named(rater) ?? study.Readers.Add(rater, expert: rater);
        while (study.Work.Claim(reader.Id) is { } claim)
        {
            var question = claim.Question;
            var file = ImageFile.Read(At("data", rater, question.Case.Id + ".png"));
            byte[] wanted = [.. file.Samples.Select(value => (byte)(value > 0 ? 1 : 0))];
            bool IsWrong(MaskPlanes mask, int pixel) => mask.Values[pixel] != wanted[pixel] && question.Region?.Values[pixel] != 0;
            int[] pixels = [.. Enumerable.Range(0, wanted.Length)];
            Stroke? stroke = null;
            if (question.Task == ExpertTask.Choose)
                stroke = new(StrokeTool.Accept)
                {
                    Proposal = Enumerable.Range(0, question.Proposals.Count).MinBy(i => pixels.Count(pixel => IsWrong(question.Proposals[i], pixel))),
                };
            else if (question.Task == ExpertTask.Judge)
                stroke = new(StrokeTool.Accept);
            else
            {
                var (wrong, place) = LargestError.Middle([.. pixels.Select(pixel => IsWrong(question.Proposals[0], pixel))], question.Image.Grid);
                if (wrong > 0)
                    stroke = new(StrokeTool.Click) { Points = [16 * (place % 48) + 3, 16 * (place / 48) + 12], Erase = wanted[place] == 0 };
            }
            var version = stroke is null ? 0 : study.Work.Append(reader.Id, claim.AssignmentId, claim.Fence, 0, "w", [new TimedStroke(stroke, 2000, 3000)]);
            study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, version);
        }
    }
}
