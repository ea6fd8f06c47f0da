namespace DeferredSeg.PluginKit.Trials;

/// <summary>A wrapper around networks that pass the image on, so that a wrapper can be tried without a plugin that brings a network.</summary>
internal sealed class WrappedStubs : IDisposable
{
    private readonly List<PassingBackbone> _inner = [];
    private ISegmentorBackbone? _wrapper;

    private WrappedStubs() { }

    /// <summary>Puts a wrapper around one network, or around two where it takes members.</summary>
    /// <exception cref="ArgumentException">The wrapper refuses its options.</exception>
    public static WrappedStubs Of(IBackboneWrapperFactory factory, BackboneContext context)
    {
        var stubs = new WrappedStubs();
        stubs._inner.AddRange(Enumerable.Range(0, factory.TakesMembers ? 2 : 1).Select(_ => new PassingBackbone()));
        stubs._wrapper = factory.Create(stubs._inner, context) ?? throw new InvalidOperationException("Create returned null.");
        return stubs;
    }

    public void Dispose() => _wrapper?.Dispose();

    /// <summary>One channel in, which is both logits and features; a prompted decoder that no prompt changes lies between them.</summary>
    private sealed class PassingBackbone : ISegmentorBackbone, IPromptableDecoder
    {
        private const string Image = "image";
        private const string Mixed = "mixed";

        // As many as attention heads are wont to share out.
        private const int Channels = 64;

        public BackboneDescription Describe() =>
            new()
            {
                Id = "Passing",
                Version = "1.0.0",
                Input = new() { Channels = 1 },
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                DecoderChannels = 1,
                DecoderImage = new(Mixed, Channels, 1, 1),
                Features = [new(Image, 1, 1, 0)],
                IsBatchIndependent = true,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
            new([(Image, images.clone()), (Mixed, images.repeat(1, Channels, 1, 1))]);

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            new(prompts.Select(embedding[Image]), prompts.Select(embedding[Image]));

        public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
        {
            using var image = prompts.Select(embedding[Mixed]);
            return new(torch.zeros(image.shape[0], 0, Channels), torch.zeros_like(image));
        }

        public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default) =>
            new(tokens.Sparse.clone(), prompts.Select(embedding[Mixed]));

        public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default) =>
            new(mixed.Image.narrow(1, 0, 1).clone(), mixed.Image.narrow(1, 0, 1).clone());

        public void Dispose() { }
    }
}
