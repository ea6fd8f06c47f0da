namespace Tiny;

/// <summary>A sound wrapper to derive from: it passes every call on.</summary>
public class TinyWrapper(ISegmentorBackbone inner) : ISegmentorBackbone
{
    public const string Id = "Tiny";

    public BackboneDescription Describe() => inner.Describe() with { Id = Id };

    public virtual Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
        inner.Encode(images, request, cancellation);

    public virtual SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        inner.Decode(embedding, prompts, cancellation);

    public void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Makes wrappers without options.</summary>
public class TinyWrapperFactory : IBackboneWrapperFactory
{
    public string Id => TinyWrapper.Id;

    public virtual ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return new TinyWrapper(inner[0]);
    }
}
