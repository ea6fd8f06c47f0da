namespace DeferredSeg.PluginKit.Trials;

/// <summary>A check of a backbone in evaluation mode, whose gradients are not recorded.</summary>
public abstract class BackboneConformanceCheck : ConformanceCheck
{
    internal const string Shapes = "backbone/shapes";
    internal const string Ownership = "backbone/ownership";
    internal const string Determinism = "backbone/determinism";
    internal const string Describes = "backbone/describe";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Backbone;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes, Ownership];

    private protected sealed override CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var mode = torch.set_grad_enabled(Trains);
        using var trial = new BackboneTrial(subject);
        return Examine(trial, subject, cancellation);
    }

    private protected virtual bool Trains => false;

    private protected abstract CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation);
}

/// <summary>A backbone under examination, in evaluation mode.</summary>
internal sealed class BackboneTrial : IDisposable
{
    private readonly ConformanceSettings _settings;

    public BackboneTrial(ConformanceSubject subject, int weights = 0)
    {
        _settings = subject.Settings;
        Backbone = Guarded.Call("Create", () => TrialInputs.Seeded(_settings.Seed + weights, () => subject.MakeBackbone(subject.Options)));
        try
        {
            Description = Guarded.Call("Describe", Backbone.Describe);
            Module?.eval();
            Sizes = TrialSizes.Of(Description.Input, _settings);
        }
        catch
        {
            Backbone.Dispose();
            throw;
        }
    }

    public ISegmentorBackbone Backbone { get; }

    public BackboneDescription Description { get; }

    public Module? Module => (Backbone as ITrainableBackbone)?.Module;

    public IReadOnlyList<long[]> Sizes { get; }

    public long[] LargestSize => Sizes[^1];

    public Tensor Images(int batch, long[] size, int salt = 0) => TrialInputs.Random([batch, Description.Input.Channels, .. size], _settings, salt);

    public PromptBatch Prompts(int results, long[] size, IReadOnlyList<int>? imageIndex = null) =>
        TrialPrompts.Make(TrialPrompts.Usual(Description), results, size, _settings, imageIndex);

    public Embedding Encode(Tensor images, params string[] features) =>
        Guarded.Call($"Encode of {Comparison.Describe(images)}", () => Backbone.Encode(images, new(features)));

    /// <summary>Encodes with every feature map that is described.</summary>
    public Embedding EncodeWithFeatures(Tensor images) => Encode(images, [.. Description.Features.Select(feature => feature.Name)]);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, string what = "Decode") =>
        Guarded.Call(what, () => Backbone.Decode(embedding, prompts));

    /// <summary>Logits of a batch, for comparisons; they belong to the innermost dispose scope.</summary>
    public Tensor Logits(Tensor images)
    {
        using var embedding = Encode(images);
        using var output = Decode(embedding, Prompts((int)images.shape[0], images.shape[2..]));
        return output.Logits.clone();
    }

    public void Dispose() => Guarded.Call("Dispose", Backbone.Dispose);
}
