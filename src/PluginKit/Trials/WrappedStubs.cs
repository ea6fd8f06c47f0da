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

    /// <summary>One channel in, which is both logits and features.</summary>
    private sealed class PassingBackbone : ISegmentorBackbone
    {
        private const string Image = "image";

        public BackboneDescription Describe() =>
            new()
            {
                Id = "Passing",
                Version = "1.0.0",
                Input = new() { Channels = 1 },
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                DecoderChannels = 1,
                Features = [new(Image, 1, 1, 0)],
                IsBatchIndependent = true,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => new([(Image, images.clone())]);

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            new(prompts.Select(embedding[Image]), prompts.Select(embedding[Image]));

        public void Dispose() { }
    }
}
