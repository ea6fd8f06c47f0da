using System.Text.Json.Nodes;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Tests.Commands.Train;

public sealed class TrainRefusalTests : TrainCase
{
    [Fact]
    public void All_typing_errors_are_told_at_once()
    {
        Refused(
            ExitCode.Configuration,
            json =>
            {
                json["training"]!["epoch"] = 3;
                json["run"]!["sedes"] = new JsonArray(1);
                json["cache"] = new JsonObject { ["memoryMiB"] = -1 };
                json["evaluation"] = new JsonObject { ["part"] = "tset" };
            },
            "epochs",
            "seeds",
            "memoryMiB",
            "test"
        );
    }

    [Fact]
    public void Classes_that_do_not_agree_are_named() =>
        Refused(
            ExitCode.Configuration,
            json => json["backbone"]!["options"]!["classes"] = 2,
            "The backbone UNet gives 2 independent classes and the dataset",
            "$.backbone.options and $.dataset.classes"
        );

    [Fact]
    public void A_dataset_that_is_not_there_is_named() =>
        Refused(ExitCode.Data, json => json["dataset"] = new JsonObject { ["folder"] = At("nowhere") }, At("nowhere"));

    [Fact]
    public void No_dataset_is_refused() => Refused(ExitCode.Configuration, json => json.Remove("dataset"), "$.dataset has neither a folder nor a source");

    [Fact]
    public void A_variant_that_cannot_be_trained_is_known_before_the_first_is() =>
        Refused(
            ExitCode.Configuration,
            json => json["run"]!["pooled"] = new JsonArray("dataset:split:folds=3", "backbone:options:classes=3"),
            "gives 3 independent classes"
        );

    [Fact]
    public void Losses_that_the_head_does_not_give_are_refused() =>
        Refused(
            ExitCode.Configuration,
            json => json["losses"] = new JsonObject { ["lower"] = new JsonArray(0.1), ["upper"] = new JsonArray(0.9, 0.9) },
            "lower has 1 numbers and upper 2"
        );

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_clear_error()
    {
        File.WriteAllText(At("file"), "");
        var run = Train(Configuration(At("file", "run")));

        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Contains($"{At("file", "run")} could not be made", run.Error);
    }

    [Fact]
    public void A_folder_in_which_a_process_trains_is_refused_to_a_second_by_name()
    {
        Directory.CreateDirectory(At("run"));
        using (RunLock.Take(At("run")))
        {
            foreach (
                var further in (string[][])
                    [
                        [],
                        ["--resume"],
                    ]
            )
            {
                var run = Train(Configuration(At("run")), further);

                Assert.Equal(ExitCode.Data, run.ExitCode);
                Assert.Contains($"{At("run")} is being trained by process {Environment.ProcessId} on ", run.Error);
            }
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("run")));
    }

    [Fact]
    public void A_run_that_fails_before_its_first_step_leaves_nothing_that_blocks_the_next()
    {
        // Weights that are no numbers: everything can be opened, and no batch has a finite loss.
        Assert.Equal(0, Train(Configuration(At("before"))).ExitCode);
        var weights = File.ReadAllBytes(At("before", "seed-3", "best", "backbone.safetensors"));
        weights.AsSpan(8 + (int)BitConverter.ToInt64(weights)).Fill(byte.MaxValue);
        File.WriteAllBytes(At("nan.safetensors"), weights);

        var failed = Train(Configuration(At("run"), json => json["backbone"]!["weights"] = At("nan.safetensors")));
        Assert.Equal(ExitCode.Failure, failed.ExitCode);
        Assert.Contains("had no finite loss or gradient", failed.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("run")));

        var next = Train(Configuration(At("run")));
        Assert.True(next.ExitCode == 0, next.Error);
    }

    [SkippableFact]
    public void A_folder_that_may_not_be_written_is_one_clear_error()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.UserName == "root", "Who may write everywhere is refused nowhere.");
        Directory.CreateDirectory(At("closed"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At("closed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var run = Train(Configuration(At("closed")));

        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Contains(At("closed"), run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("closed")));
    }

    /// <summary>One message, and nothing is written.</summary>
    private void Refused(int code, Action<JsonObject> edit, params string[] expected)
    {
        var run = Train(Configuration(At("run"), edit));

        Assert.True(code == run.ExitCode, run.Error);
        Assert.All(expected, text => Assert.Contains(text, run.Error));
        Assert.False(Directory.Exists(At("run")));
    }
}
