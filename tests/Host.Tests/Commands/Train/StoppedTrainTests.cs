using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>Runs that are interrupted or killed, and go on.</summary>
public sealed class StoppedTrainTests : TrainCase
{
    private const int Interrupt = 2;

    private static bool IsLong => Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1";

    [SkippableFact]
    public void Ctrl_C_leaves_a_checkpoint_and_says_how_to_go_on()
    {
        Interrupts.SkipWhereIgnored();
        var (configuration, folder) = (Endless("stopped"), At("stopped", "seed-3"));
        using (var process = Start(configuration))
        {
            var error = process.StandardError.ReadToEndAsync();
            WaitForSteps(folder, 3, process);
            Assert.Equal(0, Signal(process.Id, Interrupt));
            if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
                process.Kill();
            process.WaitForExit();
            Assert.Equal(ExitCode.Interrupted, process.ExitCode);
            Assert.Contains($"Go on with: ./deferredseg train --config {configuration} --resume", error.Result);
        }

        // As many epochs as were begun, and one more.
        var epochs = File.ReadAllLines(Path.Combine(folder, "epochs.jsonl")).Length + 2;
        var resumed = Train(configuration, "--resume", "--set", $"training:epochs={epochs}");
        var undisturbed = Train(Endless("undisturbed"), "--set", $"training:epochs={epochs}");

        Assert.True((0, 0) == (resumed.ExitCode, undisturbed.ExitCode), resumed.Error + undisturbed.Error);
        Same(At("undisturbed", "seed-3"), folder, "Ctrl-C");
    }

    [Fact]
    public void A_run_that_is_killed_again_and_again_ends_as_if_it_had_not_been()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var (reference, seconds) = Undisturbed();
        var delays = Enumerable.Range(0, 3).Select(_ => random.NextDouble() * seconds).ToList();
        foreach (var delay in delays)
            KillAfter(Configuration(At("killed")), delay);

        var ended = Train(Configuration(At("killed")), "--resume");

        Assert.True(ended.ExitCode == 0, $"{ended.Error} (seed {seed})");
        Same(reference, At("killed", "seed-3"), $"seed {seed}, killed after {string.Join(", ", delays)} s");
    }

    [SkippableFact]
    public void Killed_at_any_moment_a_run_ends_with_the_same_weights()
    {
        Skip.IfNot(IsLong, "heavy; ./test --long runs it");
        const int kills = 20;
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var (reference, seconds) = Undisturbed();
        var killed = 0;
        for (var i = 0; i < kills; i++)
        {
            // One in each part of the run, from the first milliseconds to the end.
            var delay = (i + random.NextDouble()) / kills * seconds;
            var (name, about) = ($"killed-{i}", $"seed {seed}, kill {i} after {delay} s");
            if (KillAfter(Configuration(At(name)), delay))
                killed++;

            var ended = Train(Configuration(At(name)), "--resume");

            Assert.True(ended.ExitCode == 0, $"{ended.Error} ({about})");
            Same(reference, At(name, "seed-3"), about);
        }
        Assert.True(killed > kills / 2, $"Only {killed} of {kills} met the run alive (seed {seed}).");
    }

    [SkippableFact]
    public void A_thousand_steps_take_the_same_memory()
    {
        Skip.IfNot(IsLong, "heavy; ./test --long runs it");
        var folder = At("stopped", "seed-3");
        using var process = Start(Endless("stopped"), "--set", "training:checkpointSteps=50", "--set", "training:augmentation=none");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var readings = new MemoryReadings();
        for (var steps = 300; steps <= 1300; steps += 200)
        {
            WaitForSteps(folder, steps, process);
            readings.Take(process.Id);
        }
        process.Kill();

        readings.AssertFlat();
    }

    private static void Same(string expected, string found, string about)
    {
        Assert.True(AllWeights(expected) == AllWeights(found), $"The weights differ ({about}).");
        Assert.True(Logs(expected) == Logs(found), $"The logs differ ({about}).");
        Assert.Empty(Directory.EnumerateFiles(found, "*.tmp", SearchOption.AllDirectories));
    }

    private (string Folder, double Seconds) Undisturbed()
    {
        var clock = Stopwatch.StartNew();
        var run = Train(Configuration(At("undisturbed")));
        Assert.True(run.ExitCode == 0, run.Error);
        return (At("undisturbed", "seed-3"), clock.Elapsed.TotalSeconds);
    }

    private string Endless(string folder) => Configuration(At(folder), json => (json["training"]!["epochs"], json["training"]!["patience"]) = (100_000, 0));

    private static Process Start(string configuration, params string[] further)
    {
        var start = new ProcessStartInfo("dotnet", [BuildFacts.Program, "train", "--config", configuration, .. further]) { RedirectStandardError = true };
        start.Environment["DEFERREDSEG_PLUGINS"] = BuildFacts.Plugins;
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Whether it was still alive.</summary>
    private static bool KillAfter(string configuration, double seconds)
    {
        using var process = Start(configuration, "--resume");
        var error = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExit(TimeSpan.FromSeconds(seconds));
        if (!ended)
            process.Kill();
        process.WaitForExit();
        Assert.True(!ended || process.ExitCode == 0, error.Result);
        return !ended;
    }

    private static void WaitForSteps(string member, int steps, Process process)
    {
        var log = Path.Combine(member, "steps.jsonl");
        while (!File.Exists(log) || File.ReadLines(log).Count() < steps)
        {
            Assert.False(process.HasExited, "It ended by itself.");
            Thread.Sleep(20);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
