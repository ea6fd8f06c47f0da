using DeferredSeg.Abstractions.Backbones;

namespace __Name__;

/// <summary>A <see cref="__Class__Network"/> behind the host's contract. The embedding has one tensor, <c>fine</c>.</summary>
public sealed class __Class__Backbone : ITrainableBackbone
{
    private const string Fine = "fine";

    private readonly __Class__Network _network;
    private readonly BackboneDescription _description;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public __Class__Backbone(__Class__Options options)
    {
        _network = new __Class__Network(options);
        _description = new()
        {
            Id = __Class__Factory.Name,
            Version = typeof(__Class__Backbone).Assembly.GetName().Version?.ToString(3) ?? "",
            // An odd size would lose a row when it is halved.
            Input = new() { Channels = options.InputChannels, SmallestSize = 2, SizeMultiple = 2, ValueRange = "0 to 1" },
            Classes = options.Classes,
            ClassKind = ClassKind.Multilabel,
            DecoderChannels = options.Width,
            Features = [new(Fine, options.Width, Stride: 1, Depth: 0)],
            IsBatchIndependent = true,
            IsThreadSafe = true,
        };
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public BackboneDescription Describe() => _description;

    /// <inheritdoc/>
    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        cancellation.ThrowIfCancellationRequested();
        request.Check(_description.Id, _description.Features);
        return new([(Fine, _network.Encode(images))]);
    }

    /// <inheritdoc/>
    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        if (prompts.Kinds != PromptKinds.None) throw new ArgumentException($"This network takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var fine = embedding[Fine];
        prompts.Count((int)fine.shape[0]);
        // One embedding serves several results: the index says which image each is of.
        fine = prompts.Select(fine);
        var features = _network.Decode(fine);
        var logits = _network.Classify(features);
        return new(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
