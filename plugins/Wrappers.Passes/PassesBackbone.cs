using System.Globalization;

namespace Wrappers.Passes;

/// <summary>One pass: a network that sees the image in one orientation.</summary>
/// <param name="Network">The network; the host's.</param>
/// <param name="Turn">How the image is turned.</param>
internal sealed record Pass(ISegmentorBackbone Network, Orientation Turn);

/// <summary>
/// Several passes as one backbone, frozen. Its answer is the mean of the passes' probabilities, as logits, or that of the first; mean and spread come with it.
/// Networks that nothing points at a target say all they say when the image is encoded: the embedding is the answer, so that one pass at a time is in memory.
/// Else the embedding is those of the passes, whose names begin with the pass's number: <c>0/level0</c>.
/// </summary>
internal class PassesBackbone : ISegmentorBackbone
{
    private const string Size = "size";
    private const string Answer = "answer";
    private const string Features = "features";

    private readonly IReadOnlyList<Pass> _passes;
    private readonly IReadOnlyList<BackboneDescription> _networks;
    private readonly BackboneDescription _description;

    private readonly PassAnswer _answer;

    private PassesBackbone(string id, IReadOnlyList<Pass> passes, PassAnswer answer)
    {
        (_passes, _answer) = (passes, answer);
        _networks = [.. passes.Select(pass => pass.Network.Describe())];
        _description = PassesDescription.Of(id, _networks);
    }

    /// <summary>Makes one; it prepares images where all its networks do so in the same way.</summary>
    /// <exception cref="ArgumentException">No image has a size that all networks take.</exception>
    public static PassesBackbone Of(string id, IReadOnlyList<Pass> passes, PassAnswer answer = PassAnswer.Mean)
    {
        var name = passes[0].Network.Describe().Id;
        return passes.All(pass => pass.Network is IImagePreprocessing && pass.Network.Describe().Id == name)
            ? new PreparingPasses(id, passes, answer)
            : new PassesBackbone(id, passes, answer);
    }

    public BackboneDescription Describe() => _description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(_description.Id, _description.Features);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return _description.Prompts == PromptKinds.None ? Answered(images, cancellation) : EachEncoded(images, cancellation);
    }

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        if ((prompts.Kinds & ~_description.Prompts) is var other and not 0)
            throw new ArgumentException($"{_description.Id} takes {_description.Prompts} as prompts; found {other}.", nameof(prompts));
        if (_description.Prompts == PromptKinds.None)
            return Known(embedding, prompts);
        var (height, width) = prompts.Kinds == PromptKinds.None ? (0, 0) : (embedding[Size][0, 0].ToInt64(), embedding[Size][0, 1].ToInt64());
        return Together(
            (pass, i) =>
            {
                var encoded = new Embedding(
                    embedding
                        .Names.Where(name => name.StartsWith(Of(i, ""), StringComparison.Ordinal))
                        .Select(name => (name[Of(i, "").Length..], embedding[name].alias()))
                );
                return pass.Network.Decode(encoded, pass.Turn.Turn(prompts, height, width) with { AllHypotheses = false }, cancellation);
            },
            cancellation
        );
    }

    // What all passes say, under names of an embedding; its tensors are in the outer dispose scope.
    private Embedding Answered(Tensor images, CancellationToken cancellation)
    {
        using var output = Together(
            (pass, _) =>
            {
                var turned = pass.Turn.Turn(images);
                using var encoded = pass.Network.Encode(turned, EncodeRequest.None, cancellation);
                return pass.Network.Decode(encoded, new() { AllHypotheses = false }, cancellation);
            },
            cancellation
        );
        List<(string Name, Tensor Tensor)> entries = [(Answer, output.Logits.alias())];
        if (output.Features is { } features)
            entries.Add((Features, features.alias()));
        entries.AddRange(output.Extras.Select(extra => (extra.Key, extra.Value.alias())));
        foreach (var (_, entry) in entries)
            entry.MoveToOuterDisposeScope();
        return new(entries);
    }

    private static SegmentationOutput Known(Embedding embedding, PromptBatch prompts)
    {
        prompts.Count((int)embedding[Answer].shape[0]);
        return new(Of(Answer)!, embedding.Names.Contains(Features) ? Of(Features) : null)
        {
            Extras = new Dictionary<string, Tensor>
            {
                [SegmentationOutput.Mean] = Of(SegmentationOutput.Mean),
                [SegmentationOutput.Spread] = Of(SegmentationOutput.Spread),
            },
        };

        Tensor Of(string name) => prompts.Select(embedding[name]).MoveToOuterDisposeScope();
    }

    private Embedding EachEncoded(Tensor images, CancellationToken cancellation)
    {
        var entries = new List<(string Name, Tensor Tensor)>();
        try
        {
            for (var i = 0; i < _passes.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var turned = _passes[i].Turn.Turn(images);
                // Its tensors are taken over, under other names.
                var embedding = _passes[i].Network.Encode(turned, EncodeRequest.None, cancellation);
                entries.AddRange(embedding.Names.Select(name => (Of(i, name), embedding[name])));
            }
            // What points at a target is turned as the image was, for which its size has to be known.
            entries.Add((Size, tensor(images.shape[2..]).expand(images.shape[0], images.dim() - 2).clone().to(images.device)));
            foreach (var (_, entry) in entries)
                entry.MoveToOuterDisposeScope();
            return new(entries);
        }
        catch
        {
            foreach (var (_, entry) in entries)
                entry.Dispose();
            throw;
        }
    }

    // What the passes say one after the other, put together; its tensors are in the outer dispose scope.
    private SegmentationOutput Together(Func<Pass, int, SegmentationOutput> said, CancellationToken cancellation)
    {
        using var together = new PassesTogether(_description, _answer);
        for (var i = 0; i < _passes.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            using var output = said(_passes[i], i);
            together.Add(_networks[i], _passes[i].Turn, output);
        }
        return together.Output();
    }

    /// <summary>Nothing: the networks are the host's.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    private static string Of(int pass, string name) => string.Create(CultureInfo.InvariantCulture, $"{pass}/{name}");

    /// <summary>Passes through networks that prepare images.</summary>
    private sealed class PreparingPasses(string id, IReadOnlyList<Pass> passes, PassAnswer answer) : PassesBackbone(id, passes, answer), IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)_passes[0].Network).Preprocess(image, height, width);
    }
}
