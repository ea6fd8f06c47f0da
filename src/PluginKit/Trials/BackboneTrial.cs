namespace DeferredSeg.PluginKit.Trials;

/// <summary>A backbone under examination, in evaluation mode.</summary>
internal sealed class BackboneTrial : IDisposable
{
    private readonly ConformanceSettings _settings;

    public BackboneTrial(ConformanceSubject subject, int weights = 0)
    {
        _settings = subject.Settings;
        Backbone = Guarded.Call(
            "Create",
            () => TrialInputs.Seeded(_settings.Seed + weights, () => subject.Plugin.Backbone(subject.Id).Create(new(subject.Options, _settings.Device)))
        );
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
