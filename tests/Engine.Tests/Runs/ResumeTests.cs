using System.Diagnostics;
using DeferredSeg.Engine.Weights;

namespace DeferredSeg.Engine.Tests.Runs;

public sealed class ResumeTests : ScopedTensorTest
{
    private const int StepsOfRun = 6;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public override void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_run_that_broke_off_at_any_step_resumes_to_the_same_weights_and_logs(int checkpointSteps)
    {
        var options = TinyRun.Brief with { CheckpointSteps = checkpointSteps };
        var expected = Undisturbed(out var epochs);
        for (var at = 1; at <= StepsOfRun; at++)
        {
            var folder = Path.Combine(_folder, $"{at}");
            using (var broken = new TinyRun(options, folder))
                Assert.Throws<InvalidDataException>(() => broken.Run(BreaksOffAt(at)));

            using var resumed = new TinyRun(options, folder, resume: true);
            var result = resumed.Run();

            Assert.Equal(expected, resumed.Weights());
            Assert.Equal(StepsOfRun, result.Steps);
            Assert.Equal(Enumerable.Range(1, StepsOfRun), LogOf(folder, "steps.jsonl", "step"));
            Assert.Equal([0, 1, 2], LogOf(folder, "epochs.jsonl", "epoch"));
            Assert.Equal(4, File.ReadAllLines(Path.Combine(folder, "epochs.csv")).Length);
            Assert.Equal(epochs[^1].Validation.System, resumed.Seen.Epochs[^1].Validation.System);
            Assert.Equal(epochs[^1].Loss, resumed.Seen.Epochs[^1].Loss);
        }
    }

    [SkippableFact]
    public void A_process_that_is_killed_again_and_again_ends_with_the_same_weights()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var expected = Child(Path.Combine(_folder, "undisturbed"), killAfter: null);
        var random = new Random(Seed);
        string? weights = null;
        for (var kills = 0; kills < 4 && weights is null; kills++)
            weights = Child(Path.Combine(_folder, "killed"), random.Next(1, 4));
        weights ??= Child(Path.Combine(_folder, "killed"), killAfter: null);

        Assert.NotNull(expected);
        Assert.True(expected == weights, $"The weights differ (seed {Seed}).");
    }

    [Fact]
    public void A_truncated_newest_checkpoint_and_half_written_files_are_passed_over()
    {
        var expected = Undisturbed(out _);
        using (var broken = new TinyRun(folder: _folder))
            Assert.Throws<InvalidDataException>(() => broken.Run(BreaksOffAt(4)));
        var newest = Directory.EnumerateFiles(_folder, "checkpoint-*.safetensors").Order().Last();
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^100]);
        File.WriteAllBytes(newest + ".0123.tmp", new byte[50]);

        using var resumed = new TinyRun(folder: _folder, resume: true);
        resumed.Run();

        Assert.Contains(resumed.Seen.Notices, notice => notice.Contains(newest) && notice.Contains("Going on from"));
        Assert.Equal(expected, resumed.Weights());
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp"));
        Assert.Equal(2, Directory.EnumerateFiles(_folder, "checkpoint-*.safetensors").Count());
    }

    [Fact]
    public void A_flipped_bit_is_found()
    {
        using (var run = new TinyRun(TinyRun.Brief with { Epochs = 1 }, _folder))
            run.Run();
        foreach (var path in Directory.EnumerateFiles(_folder, "checkpoint-*.safetensors"))
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^(1 + new Random(Seed).Next(500))] ^= 4;
            File.WriteAllBytes(path, bytes);
        }
        using var resumed = new TinyRun(folder: _folder, resume: true);

        var error = Assert.Throws<CheckpointException>(() => resumed.Run());

        Assert.Contains("No checkpoint in " + _folder, error.Message);
        Assert.Contains("checksum", error.Message);
    }

    [Fact]
    public void Cancelled_at_any_step_or_in_validation_it_goes_on_as_if_it_had_not_been()
    {
        var expected = Undisturbed(out _);
        var rounds = 0;
        for (var resume = false; ; resume = true)
        {
            using var source = new CancellationTokenSource();
            using var run = new TinyRun(TinyRun.Brief with { CheckpointSteps = 0 }, _folder, resume);
            try
            {
                run.Run(new SilentObserver { OnStep = _ => source.Cancel() }, source.Token);
                Assert.Equal(expected, run.Weights());
                break;
            }
            catch (OperationCanceledException)
            {
                Assert.InRange(++rounds, 1, 2 * StepsOfRun);
            }
        }
        Assert.Equal(StepsOfRun, rounds);
    }

    [Fact]
    public void Another_run_is_not_gone_on_with()
    {
        using (var run = new TinyRun(TinyRun.Brief with { Epochs = 1 }, _folder))
            run.Run();
        using var other = new TinyRun(TinyRun.Brief with { LearningRate = 1 }, _folder, resume: true, seed: 6);
        using var again = new TinyRun(folder: _folder);
        using var nothing = new TinyRun(folder: _folder + "-none", resume: true);

        var message = Assert.Throws<CheckpointException>(() => other.Run()).Message;
        Assert.Contains("training options", message);
        Assert.Contains("seed (5 there, 6 now)", message);
        Assert.Contains("holds the checkpoints of a run already", Assert.Throws<CheckpointException>(() => again.Run()).Message);
        Assert.Contains("no checkpoint", Assert.Throws<CheckpointException>(() => nothing.Run()).Message);
    }

    [Fact]
    public void A_finished_run_trains_no_further_unless_it_is_given_more_epochs()
    {
        var expected = Undisturbed(out _);
        using (var run = new TinyRun(TinyRun.Brief with { Epochs = 2 }, _folder))
            run.Run();
        using (var same = new TinyRun(TinyRun.Brief with { Epochs = 2 }, _folder, resume: true))
            Assert.Equal(2, same.Run().Epochs);

        using var more = new TinyRun(folder: _folder, resume: true);
        more.Run();

        Assert.Equal(expected, more.Weights());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_one_clear_error()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        using var run = new TinyRun(folder: Path.Combine(file, "run"));

        var error = Assert.Throws<CheckpointException>(() => run.Run());

        Assert.Contains("cannot be written", error.Message);
        Assert.Contains(file, error.Message);
    }

    private static SilentObserver BreaksOffAt(int step) => new() { OnStep = progress => Broken(progress.Step == step) };

    private static void Broken(bool now)
    {
        if (now)
            throw new InvalidDataException("The process is gone.");
    }

    private static string Undisturbed(out List<DeferredSeg.Engine.Training.Progress.EpochProgress> epochs)
    {
        using var run = new TinyRun();
        run.Run();
        epochs = run.Seen.Epochs;
        return run.Weights();
    }

    private static IEnumerable<int> LogOf(string folder, string name, string field) =>
        File.ReadLines(Path.Combine(folder, name)).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty(field).GetInt32());

    // The hash of the weights, or null where it was killed before.
    private static string? Child(string folder, int? killAfter)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, folder]) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        var lines = 0;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("weights ", StringComparison.Ordinal))
                return line;
            if (++lines == killAfter)
                child.Kill();
        }
        child.WaitForExit();
        return null;
    }
}
