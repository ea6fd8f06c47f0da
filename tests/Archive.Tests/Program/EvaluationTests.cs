using System.Text.Json;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary><c>evaluate --cluster</c>: two workers over a Redis give the tables that one process gives, bit for bit.</summary>
public sealed class EvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Two_workers_one_of_which_is_killed_with_the_coordinator_give_the_tables_of_one_process()
    {
        using var redis = RedisServer.Start();
        var (run, plain, shared) = (_folder.Of("run"), _folder.Of("plain"), _folder.Of("shared"));
        Train(run);
        Assert.Equal(0, ArchiveProcess.Run("evaluate", run, "--output", plain, "--no-report").ExitCode);

        string[] evaluate = ["evaluate", run, "--output", shared, "--no-report", "--cluster", redis.Text, "--coordinate-only"];
        using var worker = ArchiveProcess.Start("worker", "--cluster", redis.Text);
        using (var killed = ArchiveProcess.Start("worker", "--cluster", redis.Text))
        using (var coordinator = ArchiveProcess.Start(evaluate))
        {
            Assert.True(SpinWait.SpinUntil(() => Pause() && Measured(shared) >= 4, TimeSpan.FromMinutes(3)), "nothing was measured");
            killed.Kill();
            coordinator.Kill();
        }
        var before = Measured(shared);
        var ended = ArchiveProcess.Run(evaluate);

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains("cases were complete before and were not computed again", ended.Error, StringComparison.Ordinal);
        Assert.InRange(before, 4, Cases - 1);
        Assert.Equal(Cases, Measured(shared));
        foreach (var file in Directory.GetFiles(plain))
            Assert.True(File.ReadAllBytes(file).SequenceEqual(File.ReadAllBytes(Path.Combine(shared, Path.GetFileName(file)))), file);
        // Nothing that was measured is measured again; one was at work when its worker died.
        Assert.InRange(ComputationLog.Read(shared).Count(line => line.What == "began") - Cases, 0, 1);
    }

    private const int Cases = 2 * 15;

    private static int Measured(string output) =>
        Directory.Exists(Path.Combine(output, ".cases"))
            ? Directory.EnumerateFiles(Path.Combine(output, ".cases"), "hash.txt", SearchOption.AllDirectories).Count()
            : 0;

    private void Train(string run)
    {
        var file = _folder.Of("configuration.json");
        File.WriteAllText(
            file,
            $$"""
            {
              "dataset": { "source": "phantom", "phantom": { "cases": 100, "size": 96 } },
              "backbone": { "id": "UNet", "options": { "width": 8, "depth": 3 } },
              "experts": [ { "name": "right", "source": "oracle" }, { "name": "noisy", "source": "synthetic", "options": { "setting": "table2/1" } } ],
              "training": { "epochs": 1 },
              "run": { "seeds": [1, 2], "folder": {{JsonSerializer.Serialize(run)}} }
            }
            """
        );
        var training = ArchiveProcess.Run("train", "--config", file);
        Assert.True(training.ExitCode == 0, training.Error);
    }

    private static bool Pause()
    {
        Thread.Sleep(50);
        return true;
    }
}
