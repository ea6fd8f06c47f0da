using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Tests.Commands.Train;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Inbox;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Host.Tests.Commands.Studies;

/// <summary>People as experts: a command asks, ends, and finishes when it is typed again; what they said counts as the same masks recorded.</summary>
public sealed class PeopleTests : TrainCase
{
    private static readonly string[] _raters = ["careful", "hurried"];

    [Fact]
    public void Routing_waits_and_finishes_as_with_the_same_masks_recorded()
    {
        Phantom();
        var first = Route("human", "asked", "--study", At("study"));
        Assert.True(first.ExitCode == ExitCode.Pending, first.Error);
        Assert.Contains("type the same again", first.Output);
        var waiting = Summary("asked");
        Assert.True(waiting["pending"]!.GetValue<int>() > 3);
        Assert.Equal(waiting["pending"]!.GetValue<int>(), waiting["waiting"]!["questions"]!.GetValue<int>());
        // Nothing is asked twice.
        Assert.Equal(ExitCode.Pending, Route("human", "asked", "--study", At("study")).ExitCode);
        using (var study = Study.Open(At("study")))
        {
            Assert.Equal(waiting["pending"]!.GetValue<int>(), study.Questions.List().Count);
            foreach (var rater in _raters)
                Answer(study, rater);
        }

        var second = Route("human", "asked", "--study", At("study"));

        Assert.True(second.ExitCode == 0, second.Error + second.Output);
        Assert.Equal(0, Summary("asked")["pending"]!.GetValue<int>());
        Assert.Null(Summary("asked")["waiting"]);
        Assert.Equal(0, Route("recorded", "recorded", "--set", "routing:units:use=always").ExitCode);
        Assert.Equal(Dice("recorded"), Dice("asked"));
        // Regions that a smaller budget makes are other questions.
        Assert.Equal(ExitCode.Pending, Route("human", "other", "--study", At("study"), "--set", "routing:units:minimumPixels=1").ExitCode);

        // Taken out, the answers are recorded experts that give the same.
        Assert.Equal(0, ProgramRun.Of("export", "--study", At("study"), "--output", At("out")).ExitCode);
        foreach (var rater in _raters)
            // Who was asked nothing left nothing.
            Directory.Move(Directory.Exists(At("out", rater)) ? At("out", rater) : At("data", rater), At("data", rater + "-asked"));
        var again = Route("exported", "exported", "--set", "routing:units:use=always", "--set", "dataset:masks:ignore=254");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(Dice("recorded"), Dice("exported"));
    }

    [Fact]
    public void Readers_are_checked_by_a_region_whose_truth_is_known()
    {
        Phantom();
        Assert.Equal(0, ProgramRun.Of("study", "create", At("study")).ExitCode);
        var (image, truth) = (Directory.EnumerateFiles(At("data", "images")).First(), Directory.EnumerateFiles(At("data", "masks")).First());
        string[] check = ["study", "check", At("study"), "--expert", "careful", "--image", image, "--truth", truth, "--name", "case 9"];
        var added = ProgramRun.Of(check);
        Assert.True(added.ExitCode == 0, added.Error);
        // The same typed again is the same.
        Assert.Equal(0, ProgramRun.Of(check).ExitCode);
        using (var study = Study.Open(At("study")))
        {
            // It is no question that a command waits for, and is not the others'.
            Assert.Empty(study.Questions.List());
            var (careful, hurried) = (study.Readers.Add("Ada", expert: "careful").Id, study.Readers.Add("Bob", expert: "hurried").Id);
            Assert.Null(study.Work.Claim(hurried));
            var claim = study.Work.Claim(careful)!;
            Assert.Equal("case 9", claim.Question.Case.Id);
            var file = ImageFile.Read(truth);
            var mask = new MaskPlanes(file.Height, file.Width, 1, [.. file.Samples.Select(value => (byte)(value > 0 ? 1 : 0))]);
            Assert.Contains((byte)1, mask.Values);
            var version = study.Work.Append(
                careful,
                claim.AssignmentId,
                claim.Fence,
                0,
                "w",
                [new TimedStroke(new(StrokeTool.Mask) { Blob = study.Work.AddMask(mask) })]
            );
            study.Work.Seal(careful, claim.AssignmentId, claim.Fence, version);
            Assert.Null(study.Work.Claim(careful));
            var checkedOne = Assert.Single(study.Answers.Checks());
            Assert.Equal(("check", 1.0), (checkedOne.Kind, checkedOne.Dice));
        }
        // A mask of another size, and nothing to ask about, are said.
        Assert.Equal(0, ProgramRun.Of("data", "phantom", "--cases", "1", "--size", "32", "--output", At("small")).ExitCode);
        var small = Directory.EnumerateFiles(At("small", "masks")).First();
        var refused = ProgramRun.Of("study", "check", At("study"), "--expert", "careful", "--image", image, "--truth", small);
        Assert.Equal(ExitCode.Data, refused.ExitCode);
        Assert.Contains("32 by 32 pixels", refused.Error);
        ImageFile.Write(At("empty.png"), new(48, 48, 1, 8, new ushort[48 * 48]));
        var empty = ProgramRun.Of([.. check, "--region", At("empty.png")]);
        Assert.NotEqual(0, empty.ExitCode);
        Assert.Contains("is empty, so that nothing is asked", empty.Error);
    }

    [Fact]
    public void An_inbox_is_painted_and_read()
    {
        Phantom();
        string[] decisions = ["--inbox", At("inbox"), "--set", "routing:units:decisions=2"];
        var first = Route("human", "asked", decisions);
        Assert.True(first.ExitCode == ExitCode.Pending, first.Error);
        Assert.Contains(At("inbox"), first.Output);
        var questions = Directory.EnumerateFiles(At("inbox"), InboxFolder.QuestionFile, SearchOption.AllDirectories).ToList();
        Assert.InRange(questions.Count, 2, 16);
        foreach (var file in questions)
        {
            var (own, asked) = (Path.GetDirectoryName(file)!, JsonNode.Parse(File.ReadAllText(file))!);
            File.Copy(
                At("data", asked["expert"]!.GetValue<string>(), asked["case"]!.GetValue<string>() + ".png"),
                Path.Combine(own, "mask.png"),
                overwrite: true
            );
            // Where the rater marked nothing the template would look untouched.
            File.WriteAllText(Path.Combine(own, "done"), "");
        }

        var second = Route("human", "asked", decisions);

        Assert.True(second.ExitCode == 0, second.Error + second.Output);
        Assert.Equal(0, Route("recorded", "recorded", "--set", "routing:units:use=always", "--set", "routing:units:decisions=2").ExitCode);
        Assert.Equal(Dice("recorded"), Dice("asked"));
    }

    [Fact]
    public void Evaluation_waits_and_finishes_too()
    {
        Phantom();
        var run = At("run");
        var trained = Train(Configuration("recorded", run));
        Assert.True(trained.ExitCode == 0, trained.Error);
        var people = Configuration("human", run);
        string[] evaluate = ["evaluate", run, "--config", people, "--study", At("study"), "--output", At("evaluated"), "--format", "json"];
        var first = ProgramRun.Of(evaluate);
        Assert.True(first.ExitCode == ExitCode.Pending, first.Error + first.Output);
        Assert.False(Directory.Exists(At("evaluated")));
        Assert.True(JsonNode.Parse(first.Output)!["pending"]!.GetValue<int>() > 0);
        using (var study = Study.Open(At("study")))
            foreach (var rater in _raters)
                Answer(study, rater);

        var second = ProgramRun.Of(evaluate);

        Assert.True(second.ExitCode == 0, second.Error);
        var tables = JsonNode.Parse(second.Output)!;
        Assert.NotNull(tables["decisions"]);
        var recorded = ProgramRun.Of("evaluate", run, "--set", "routing:units:use=always", "--output", At("recorded"), "--no-report");
        Assert.True(recorded.ExitCode == 0, recorded.Error);
        Assert.NotEmpty(System("recorded"));
        Assert.Equal(System("recorded"), System("evaluated"));

        // Column by column, the line of the system in the table of cases.
        string[] System(string folder) =>
            [.. File.ReadLines(At(folder, "cases.csv")).Where(line => line.Contains(",routing,,own,,", StringComparison.Ordinal))];
    }

    [Fact]
    public void People_without_a_place_for_questions_are_refused_with_the_way_out()
    {
        Phantom();
        var route = Route("human", "asked");
        Assert.NotEqual(0, route.ExitCode);
        Assert.Contains("--study FOLDER or --inbox FOLDER", route.Error);
        var train = Train(Configuration("human", At("run")));
        Assert.NotEqual(0, train.ExitCode);
        Assert.Contains("as a recorded expert", train.Error);
    }

    private void Phantom() => Assert.Equal(0, ProgramRun.Of("data", "phantom", "--cases", "8", "--size", "48", "--seed", "5", "--output", At("data")).ExitCode);

    private string Configuration(string source, string? run = null) =>
        Configuration(
            run ?? At("run"),
            json =>
            {
                json["dataset"] = new JsonObject
                {
                    ["folder"] = At("data"),
                    ["raters"] = new JsonArray([
                        .. (source == "exported" ? _raters.Select(rater => rater + "-asked") : _raters).Select(name => JsonValue.Create(name)),
                    ]),
                    ["split"] = new JsonObject { ["test"] = 0.5, ["validation"] = 0.2 },
                };
                json["experts"] = new JsonArray([
                    .. _raters.Select(rater => new JsonObject
                    {
                        ["name"] = rater,
                        ["source"] = source == "human" ? "human" : "recorded",
                        ["options"] = source == "human" ? new JsonObject() : new JsonObject { ["rater"] = source == "exported" ? rater + "-asked" : rater },
                    }),
                ]);
                json["routing"] = new JsonObject { ["budget"] = 0.2 };
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

    private ProgramRun Route(string source, string output, params string[] further) =>
        ProgramRun.Of(["route", "--config", Configuration(source), "--untrained", "--part", "test", "--output", At(output), .. further]);

    private JsonNode Summary(string folder) => JsonNode.Parse(File.ReadAllText(At(folder, "summary.json")))!;

    private string[] Dice(string folder) => [.. Summary(folder)["cases"]!.AsArray().Select(one => one!["systemDice"]!.ToJsonString())];

    // Whoever is called as the rater paints what the rater left.
    private void Answer(Study study, string rater)
    {
        var reader = study.Readers.Add(rater, expert: rater).Id;
        while (study.Work.Claim(reader) is { } claim)
        {
            var file = ImageFile.Read(At("data", rater, claim.Question.Case.Id + ".png"));
            var mask = new MaskPlanes(file.Height, file.Width, 1, [.. file.Samples.Select(value => (byte)(value > 0 ? 1 : 0))]);
            if (claim.Question.Image.Grid != mask.Grid)
                throw new InvalidOperationException(JsonSerializer.Serialize(claim.Question.Box));
            var stroke = new Stroke(StrokeTool.Mask) { Blob = study.Work.AddMask(mask) };
            var version = study.Work.Append(reader, claim.AssignmentId, claim.Fence, 0, "w", [new TimedStroke(stroke, 2000, 3000)]);
            study.Work.Seal(reader, claim.AssignmentId, claim.Fence, version);
        }
    }
}
