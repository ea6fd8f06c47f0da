namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Several threads at once.</summary>
public sealed class ThreadSafetyCheck : BackboneCheck
{
    private const int Rounds = 3;

    /// <inheritdoc/>
    public override string Name => "thread-safety";

    /// <inheritdoc/>
    public override string Proves => "Where IsThreadSafe is described, threads that call at once get what each gets alone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (!trial.Description.IsThreadSafe)
            return Verdict.NotApplicable("IsThreadSafe is described as false: the host lets one call in at a time");
        var count = Math.Max(2, subject.Settings.Threads);
        var images = Enumerable.Range(0, count).Select(index => trial.Images(1, trial.LargestSize, salt: index)).ToArray();
        var expected = images.Select(trial.Logits).ToArray();
        var errors = new Exception?[count];
        using var start = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() => errors[index] = Work(index))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Guarded.Rethrow(Array.Find(errors, error => error is not null));
        return Verdict.Passed;

        Exception? Work(int index)
        {
            try
            {
                using var mode = torch.no_grad();
                using var scope = torch.NewDisposeScope();
                for (var round = 0; round < Rounds; round++)
                {
                    start.SignalAndWait(cancellation);
                    Expect.Close(
                        $"Encode and Decode by {count} threads at once",
                        "Logits",
                        trial.Logits(images[index]),
                        expected[index],
                        "IsThreadSafe is described",
                        "Keep nothing of a call in fields, or describe IsThreadSafe = false."
                    );
                }
                return null;
            }
            catch (Exception e)
            {
                start.RemoveParticipant();
                return e;
            }
        }
    }
}
