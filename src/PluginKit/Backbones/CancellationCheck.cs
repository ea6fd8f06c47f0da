namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Calls that are cancelled.</summary>
public sealed class CancellationCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "cancellation";

    /// <inheritdoc/>
    public override string Proves => "A cancelled call either throws OperationCanceledException or gives a complete result.";

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
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
        return Verdict.Passed;
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
