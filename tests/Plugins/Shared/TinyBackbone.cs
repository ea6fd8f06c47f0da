namespace Tiny;

/// <summary>A sound backbone to derive from.</summary>
public class TinyBackbone(TinyOptions options, TinyNetwork network) : ITrainableBackbone
{
    public const string Id = "Tiny";

    public TinyBackbone(TinyOptions options)
        : this(options, new TinyNetwork(options)) { }

    protected TinyNetwork Network { get; } = network;

    protected TinyOptions Options { get; } = options;

    public Module Module => Network;

    public virtual BackboneDescription Describe() =>
        new()
        {
            Id = Id,
            Version = "1.0.0",
            Input = new InputRule
            {
                Channels = 1,
                SmallestSize = 4,
                SizeMultiple = 2,
            },
            Classes = TinyNetwork.Classes,
            ClassKind = ClassKind.Multilabel,
            DecoderChannels = Options.Width,
            Features = [new("fine", Options.Width, 1, 0), new("coarse", 2 * Options.Width, 2, 1)],
            IsBatchIndependent = true,
            IsThreadSafe = true,
        };

    public virtual Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        Refuse(images, request);
        cancellation.ThrowIfCancellationRequested();
        var (fine, coarse) = Network.Encode(images);
        return new([("fine", fine), ("coarse", coarse)]);
    }

    public virtual SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        if (prompts.Kinds != PromptKinds.None)
            throw new ArgumentException($"Tiny takes no prompts; found {prompts.Kinds}.", nameof(prompts));
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        prompts.Count((int)embedding["fine"].shape[0]);
        var (logits, features) = Network.Decode(Rows(embedding["fine"], prompts), Rows(embedding["coarse"], prompts));
        return new(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    public virtual void Dispose()
    {
        Network.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Refuse(Tensor images, EncodeRequest request)
    {
        var description = Describe();
        description.Input.Check(images);
        if (request.FeatureNames.Except(description.Features.Select(feature => feature.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"Tiny has no feature map '{unknown}'.", nameof(request));
    }

    protected static Tensor Rows(Tensor map, PromptBatch prompts) =>
        prompts.ImageIndex is { } index ? map.index_select(0, tensor(index.Select(row => (long)row).ToArray(), device: map.device)) : map;

    /// <summary>Another output in place of one; what is replaced is disposed.</summary>
    protected static SegmentationOutput With(SegmentationOutput output, Func<Tensor, Tensor>? logits = null, Func<Tensor, Tensor>? features = null)
    {
        using (output)
        {
            return new((logits ?? (tensor => tensor.clone()))(output.Logits), (features ?? (tensor => tensor.clone()))(output.Features!));
        }
    }
}
