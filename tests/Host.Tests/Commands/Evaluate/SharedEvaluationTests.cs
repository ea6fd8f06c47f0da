using System.Text.Json.Nodes;
using DeferredSeg.Host.Tests.Commands.Train;

namespace DeferredSeg.Host.Tests.Commands.Evaluate;

/// <summary>Cases that are measured one by one and kept: the same tables, bit for bit, whoever measured which when.</summary>
public sealed class SharedEvaluationTests : TrainCase
{
    [Fact]
    public void Kept_cases_give_the_same_tables_ledger_and_report_and_only_what_is_missing_or_changed_is_measured_again()
    {
        var (run, other) = (Trained("run", seeds: 2), Trained("other", seeds: 1));
        string[] both = ["evaluate", run, other];

        Assert.Equal(0, ProgramRun.Of([.. both, "--output", At("plain")]).ExitCode);
        var first = ProgramRun.Of([.. both, "--output", At("kept"), "--resume"]);
        Assert.True(first.ExitCode == 0, first.Error);
        var cases = Directory.GetFiles(At("kept", ".cases"), "hash.txt", SearchOption.AllDirectories);
        // Half of them another process measures.
        foreach (var one in cases.Order(StringComparer.Ordinal).Where((_, i) => i % 2 == 0))
            Directory.Delete(Path.GetDirectoryName(one)!, recursive: true);
        var second = ProgramRun.Of([.. both, "--output", At("kept"), "--resume"]);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains($"{cases.Length / 2} of {cases.Length} cases were complete before", second.Error);
        Same("plain", "kept");

        // Another setting makes other numbers, and none of before are among them.
        string[] budget = ["evaluate", run, "--set", "routing:budget=0.3"];
        Assert.Equal(0, ProgramRun.Of([.. budget, "--output", At("plain-2")]).ExitCode);
        var changed = ProgramRun.Of([.. budget, "--output", At("kept"), "--resume"]);
        Assert.True(changed.ExitCode == 0, changed.Error);
        Assert.DoesNotContain("complete before", changed.Error);
        Same("plain-2", "kept");
    }

    [Fact]
    public void A_guarantee_is_certified_by_the_same_numbers()
    {
        var (plain, kept) = (Trained("plain", seeds: 1), Trained("kept", seeds: 1));
        string[] asked = ["--guarantee", "1 - dice <= 0.9 at delta 0.4", "--draws", "5", "--no-report"];

        var first = ProgramRun.Of(["evaluate", plain, .. asked, "--output", At("plain-tables")]);
        var second = ProgramRun.Of(["evaluate", kept, .. asked, "--output", At("kept-tables"), "--resume"]);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(first.Error, second.Error);
        Assert.Equal(
            File.ReadAllText(Path.Combine(plain, "seed-3", "best", "guarantee.json")),
            File.ReadAllText(Path.Combine(kept, "seed-3", "best", "guarantee.json"))
        );
        Assert.Equal(File.ReadAllText(At("plain-tables", "cases.csv")).Replace("plain", "kept"), File.ReadAllText(At("kept-tables", "cases.csv")));
    }

    [Fact]
    public void A_case_that_a_plugin_does_not_survive_is_listed_and_there_is_no_table_without_it()
    {
        var data = At("data");
        var written = ProgramRun.Of("data", "phantom", "--cases", "12", "--size", "32", "--output", data);
        Assert.True(written.ExitCode == 0, written.Error);
        Rename(data, "bad-");
        var run = Trained("run", seeds: 1, json => json["dataset"] = new JsonObject { ["folder"] = data });
        var file = Path.Combine(run, "config.json");
        var configuration = JsonNode.Parse(File.ReadAllText(file))!;
        configuration["experts"]![1] = JsonNode.Parse("""{ "name": "none", "source": "hostile", "options": { "fault": "exit" } }""");
        File.WriteAllText(file, configuration.ToJsonString());
        string[] words = ["evaluate", run, "--plugins", Path.Combine(BuildFacts.FaultPlugins, "Faults.Hostile"), "--output", At("tables"), "--resume"];

        var failed = ProgramRun.Of(words);

        Assert.True(failed.ExitCode == ExitCode.Plugin, failed.Error);
        Assert.StartsWith("1 of 2 cases could not be measured, so that there are no tables:", failed.Error);
        Assert.Contains("Plugin Faults.Hostile, call Poll, case bad-", failed.Error);
        Assert.Contains("its process ended with exit code 7.", failed.Error);
        Assert.False(File.Exists(At("tables", "results.md")));
        Assert.Single(Directory.GetFiles(At("tables", ".cases"), "hash.txt", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(2, "--coordinate-only leaves the work to others", "evaluate", "run", "--coordinate-only")]
    [InlineData(2, "--cluster and --resume ask no people", "evaluate", "run", "--resume", "--inbox", "inbox")]
    [InlineData(1, "The cluster redis://127.0.0.1:1 does not answer", "evaluate", "run", "--cluster", "redis://127.0.0.1:1")]
    [InlineData(2, "--cluster is 'here'; expected the address of a Redis", "evaluate", "run", "--cluster", "here")]
    [InlineData(4, "There is no folder nowhere", "evaluate", "nowhere", "--resume")]
    public void What_is_wrong_is_told_in_one_message(int code, string message, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void Several_runs_need_a_folder_for_their_numbers()
    {
        var run = Trained("run", seeds: 1);

        var without = ProgramRun.Of("evaluate", run, run, "--resume");

        Assert.Equal(ExitCode.Configuration, without.ExitCode);
        Assert.Contains("name one: --output compared", without.Error);
    }

    private string Trained(string name, int seeds, Action<JsonObject>? edit = null)
    {
        var folder = At(name);
        var training = Train(
            Configuration(
                folder,
                json =>
                {
                    json["training"]!["epochs"] = 1;
                    json["experts"]![1] = JsonNode.Parse("""{ "name": "none", "source": "oracle" }""");
                    json["run"]!["seeds"] = new JsonArray([.. Enumerable.Range(3, seeds).Select(seed => JsonValue.Create(seed))]);
                    edit?.Invoke(json);
                }
            )
        );
        Assert.True(training.ExitCode == 0, training.Error);
        return folder;
    }

    /// <summary>Every second case of the first ten gets a name that begins so.</summary>
    private static void Rename(string data, string prefix)
    {
        for (var number = 0; number < 10; number += 2)
        {
            var name = FormattableString.Invariant($"case{number:000}");
            foreach (var file in Directory.GetFiles(data, name + ".png", SearchOption.AllDirectories))
                File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, prefix + name + ".png"));
            var index = Path.Combine(data, "index.csv");
            File.WriteAllText(index, File.ReadAllText(index).Replace($"{name},", $"{prefix}{name},", StringComparison.Ordinal));
        }
    }

    /// <summary>All files are the same; a report but for when it was written.</summary>
    private void Same(string plain, string kept)
    {
        foreach (var file in Directory.GetFiles(At(plain)))
        {
            var other = At(kept, Path.GetFileName(file));
            if (file.EndsWith(".html", StringComparison.Ordinal))
                Assert.Equal(Undated(file), Undated(other));
            else
                Assert.True(File.ReadAllBytes(file).SequenceEqual(File.ReadAllBytes(other)), file);
        }
    }

    private static string[] Undated(string file) => [.. File.ReadLines(file).Where(line => !line.StartsWith("<dd>20", StringComparison.Ordinal))];
}
