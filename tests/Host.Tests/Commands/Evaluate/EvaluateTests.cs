using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Host.Tests.Commands.Train;

namespace DeferredSeg.Host.Tests.Commands.Evaluate;

public sealed class EvaluateTests : TrainCase
{
    [Fact]
    public void A_run_is_measured_as_its_training_measured_it_and_leaves_tables_ledger_and_report()
    {
        var folder = At("run");
        var training = Train(
            Configuration(
                folder,
                json =>
                {
                    json["training"]!["epochs"] = 1;
                    json["experts"]![1] = JsonNode.Parse("""{ "name": "noisy", "source": "synthetic", "options": { "setting": "table2/1" } }""");
                }
            ),
            "--format",
            "json"
        );
        Assert.True(training.ExitCode == 0, training.Error);
        var trained = JsonDocument.Parse(training.Output).RootElement.GetProperty("members")[0];

        var validation = ProgramRun.Of(
            "evaluate",
            folder,
            "--set",
            "evaluation:part=validation",
            "--output",
            At("validation"),
            "--no-report",
            "--format",
            "json"
        );
        var test = ProgramRun.Started([("TERM", "xterm-256color")], "evaluate", folder);

        Assert.True(validation.ExitCode == 0, validation.Error);
        var rows = JsonDocument.Parse(validation.Output).RootElement.GetProperty("perspectives").GetProperty("rows");
        // Where nobody was asked Expert has no number, and training counts full agreement.
        double[] dice =
        [
            .. rows[0]
                .GetProperty("cells")
                .EnumerateArray()
                .Select(cell => cell.GetProperty("mean"))
                .Select(mean => mean.ValueKind == JsonValueKind.Null ? 1 : mean.GetDouble()),
        ];
        // What was kept is what was trained: also the experts answer as they did.
        foreach (var (name, place) in new[] { ("system", 0), ("expert", 1), ("model", 2), ("modelAlone", 3) })
            Assert.Equal(trained.GetProperty(name).GetDouble(), dice[place], 1e-9);
        Assert.False(File.Exists(At("validation", "report.html")));
        Assert.True(test.ExitCode == 0, test.Error);
        Assert.Contains("System", test.Output);
        Assert.Contains("report.html", test.Output);
        var lines = test.Output.TrimEnd().Split('\n');
        // The report's first sentence stands alone.
        Assert.Contains(
            lines[^1][..(lines[^1].IndexOf(". ", StringComparison.Ordinal) + 1)],
            System.Net.WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(folder, "evaluation", "report.html")))
        );
        Assert.Contains("a DSC (overlap with the truth) of ", lines[^1]);
        Assert.DoesNotContain("\u001b", test.Output);
        foreach (
            var name in (string[])
                [
                    "results.md",
                    "results.json",
                    "summary.csv",
                    "perspectives.csv",
                    "policies.csv",
                    "budgets.csv",
                    "differences.csv",
                    "loads.csv",
                    "cases.csv",
                    "channels.csv",
                    "ledger.jsonl",
                    "ledger.csv",
                    "report.html",
                ]
        )
            Assert.True(File.Exists(Path.Combine(folder, "evaluation", name)), name);
        var report = File.ReadAllText(Path.Combine(folder, "evaluation", "report.html"));
        Assert.DoesNotContain("src=\"http", report);
        foreach (var picture in report.Split("data:image/png;base64,")[1..])
            Assert.NotEmpty(Formats.Images.ImageFile.Read(Convert.FromBase64String(picture[..picture.IndexOf('"')]), "a picture").Samples);
    }

    [Fact]
    public void A_truth_without_the_expert_of_each_case_is_the_same_in_training_and_evaluation_whatever_the_seed_of_the_network()
    {
        var folder = At("run");
        var training = Train(
            Configuration(
                folder,
                json =>
                {
                    json["training"]!["epochs"] = 1;
                    json["reference"] = JsonNode.Parse("""{ "rule": "majority", "from": "others" }""");
                    json["experts"] = JsonNode.Parse("""[ { "name": "someone", "source": "recorded", "options": { "mapping": "shuffled", "slot": 1 } } ]""");
                }
            ),
            "--format",
            "json"
        );
        Assert.True(training.ExitCode == 0, training.Error);

        var validation = ProgramRun.Of("evaluate", folder, "--set", "evaluation:part=validation", "--no-report", "--format", "json");

        Assert.True(validation.ExitCode == 0, validation.Error);
        var trained = JsonDocument.Parse(training.Output).RootElement.GetProperty("members")[0];
        var dice = JsonDocument.Parse(validation.Output).RootElement.GetProperty("perspectives").GetProperty("rows")[0].GetProperty("cells");
        Assert.Equal(trained.GetProperty("system").GetDouble(), dice[0].GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal(trained.GetProperty("expert").GetDouble(), dice[1].GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal(trained.GetProperty("modelAlone").GetDouble(), dice[3].GetProperty("mean").GetDouble(), 1e-9);
    }

    [Fact]
    public void Runs_are_compared_and_a_list_is_one_table()
    {
        var configuration = Configuration(At("first"), json => json["training"]!["epochs"] = 1);
        var list = At("list.json");
        File.WriteAllText(
            list,
            $$"""
            { "title": "Two seeds", "heads": ["Seed"], "configs": [{{JsonSerializer.Serialize(configuration)}}], "set": ["evaluation:budgets:0=0.5"], "runs": [
              { "labels": ["one"], "set": ["seed=1", {{JsonSerializer.Serialize($"run:folder={At("first")}")}}] },
              { "labels": ["two"], "set": ["seed=2", {{JsonSerializer.Serialize($"run:folder={At("second")}")}}] } ] }
            """
        );

        var training = ProgramRun.Of("train", "--list", list, "--format", "json");
        Assert.True(training.ExitCode == 0, training.Error);
        var together = ProgramRun.Of("evaluate", At("first"), At("second"), "--format", "json");
        var listed = ProgramRun.Of("evaluate", "--list", list, "--output", At("results"), "--format", "json");

        Assert.Equal(2, JsonDocument.Parse(training.Output).RootElement.GetArrayLength());
        Assert.True(together.ExitCode == 0, together.Error);
        Assert.Equal(2, JsonDocument.Parse(together.Output).RootElement.GetProperty("runs").GetProperty("rows").GetArrayLength());
        Assert.True(listed.ExitCode == 0, listed.Error);
        var table = JsonDocument.Parse(listed.Output).RootElement.GetProperty("perspectives");
        Assert.Equal(["one", "two"], table.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("labels")[0].GetString()));
        Assert.Contains("Two seeds", File.ReadAllText(At("results", "results.md")));
    }

    [SkippableFact]
    public void Experts_who_change_places_with_raters_of_the_reference_make_runs_incomparable()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        foreach (var (name, slot) in new[] { ("first", 1), ("again", 1), ("swapped", 2) })
        {
            var training = Train(
                Configuration(
                    At(name),
                    json =>
                    {
                        json["training"]!["epochs"] = 1;
                        json["reference"] = JsonNode.Parse("""{ "rule": "majority", "from": "others" }""");
                        json["experts"] = JsonNode.Parse(
                            $$"""[ { "name": "someone", "source": "recorded", "options": { "mapping": "shuffled", "slot": {{slot}} } } ]"""
                        );
                    }
                )
            );
            Assert.True(training.ExitCode == 0, training.Error);
        }

        var run = ProgramRun.Of("evaluate", At("first"), At("again"), At("swapped"), "--format", "json");
        var shown = ProgramRun.Of("evaluate", At("first"), At("swapped"));

        Assert.True(run.ExitCode == 0, run.Error);
        var rows = JsonDocument.Parse(run.Output).RootElement.GetProperty("runs").GetProperty("rows");
        Assert.Equal(0, rows[1].GetProperty("cells")[4].GetProperty("mean").GetDouble());
        Assert.Equal("other truth", rows[2].GetProperty("cells")[4].GetProperty("text").GetString());
        Assert.Contains("Not comparable with first", string.Join(' ', shown.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith("swapped: ", shown.Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void What_was_not_trained_or_is_no_run_or_list_is_named()
    {
        var configuration = Configuration(At("run"));
        File.WriteAllText(At("broken.json"), """{ "title": "x", "heads": ["A", "B"], "runs": [ { "labels": ["only one"] } ] }""");
        File.WriteAllText(At("typo.json"), """{ "title": "x", "heads": ["A"], "runns": [] }""");

        foreach (
            var (arguments, code, message) in new (string[], int, string)[]
            {
                (["evaluate", At("nowhere")], ExitCode.Data, "There is no folder"),
                (["evaluate", At()], ExitCode.Data, "holds no config.json"),
                (["evaluate", "--config", configuration], ExitCode.Data, "has no trained weights yet"),
                (["evaluate", "--list", At("nowhere.json")], ExitCode.Configuration, "There is no file"),
                (["evaluate", "--list", At("broken.json")], ExitCode.Configuration, "one for each of heads [A, B]"),
                (["evaluate", "--list", At("typo.json")], ExitCode.Configuration, "runns"),
                (["evaluate", "--config", configuration, "--set", "evaluation:part=tset"], ExitCode.Configuration, "test"),
            }
        )
        {
            var run = ProgramRun.Of(arguments);
            Assert.Equal(code, run.ExitCode);
            Assert.Contains(message, run.Error);
        }
    }
}
