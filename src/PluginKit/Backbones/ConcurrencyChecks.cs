namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Several threads at once.</summary>
public sealed class ThreadSafetyCheck : BackboneConformanceCheck
{
    private const int Rounds = 3;

    /// <inheritdoc/>
    public override string Name => "thread-safety";

    /// <inheritdoc/>
    public override string Proves => "Where IsThreadSafe is described, threads that call at once get what each gets alone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (!trial.Description.IsThreadSafe)
            return CheckVerdict.NotApplicable("IsThreadSafe is described as false: the host lets one call in at a time");
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
        return CheckVerdict.Passed;

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

/// <summary>Calls that are cancelled.</summary>
public sealed class CancellationCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "cancellation";

    /// <inheritdoc/>
    public override string Proves => "A cancelled call either throws OperationCanceledException or gives a complete result.";

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(1, trial.Sizes[0]);
        var prompts = trial.Prompts(1, trial.Sizes[0]);
        using var embedding = trial.Encode(images);
        using var reference = trial.Decode(embedding, prompts);
        var token = new CancellationToken(canceled: true);

        OneOfTwo(
            "Encode with a cancelled token",
            () =>
            {
                using var early = trial.Backbone.Encode(images, EncodeRequest.None, token);
                using var output = trial.Decode(early, prompts, "Decode of an embedding that was encoded with a cancelled token");
                return output.Logits.shape.SequenceEqual(reference.Logits.shape);
            }
        );
        OneOfTwo(
            "Decode with a cancelled token",
            () =>
            {
                using var output = trial.Backbone.Decode(embedding, prompts, token);
                return output.Logits.shape.SequenceEqual(reference.Logits.shape);
            }
        );
        return CheckVerdict.Passed;
    }

    private static void OneOfTwo(string call, Func<bool> isComplete)
    {
        const string Expected = "an OperationCanceledException, or a complete result";
        const string Mend = "Call cancellation.ThrowIfCancellationRequested() between steps, and let its exception through.";
        try
        {
            if (!isComplete())
                throw new CheckFailure(call, "the result is incomplete", Expected, Mend);
        }
        catch (OperationCanceledException)
        {
            // One of the two.
        }
        catch (Exception e) when (e is not CheckFailure)
        {
            throw new CheckFailure(call, $"it threw {e.GetType().Name}: {e.Message}", Expected, Mend);
        }
    }
}
