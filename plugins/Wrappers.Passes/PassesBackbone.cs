using System.Globalization;

namespace Wrappers.Passes;

/// <summary>One pass: a network that sees the image in one orientation.</summary>
/// <param name="Network">The network; the host's.</param>
/// <param name="Turn">How the image is turned.</param>
internal sealed record Pass(ISegmentorBackbone Network, Orientation Turn);

/// <summary>
/// Several passes as one backbone, frozen. Its embedding is those of the passes, whose names begin with the pass's number: <c>0/level0</c>. Its answer is the
/// mean of the passes' probabilities, as logits, or that of the first; mean and spread come with it.
/// </summary>
internal class PassesBackbone : ISegmentorBackbone
{
    // How far from 0 and 1 a probability is at least, in float64, before it becomes a logit.
    private const double Nearest = 1e-12;
    private const string Size = "size";

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
            if (_description.Prompts != PromptKinds.None)
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

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        if ((prompts.Kinds & ~_description.Prompts) is var other and not 0)
            throw new ArgumentException($"{_description.Id} takes {_description.Prompts} as prompts; found {other}.", nameof(prompts));
        var (height, width) = prompts.Kinds == PromptKinds.None ? (0, 0) : (embedding[Size][0, 0].ToInt64(), embedding[Size][0, 1].ToInt64());
        using var answers = new RunningMoments();
        using var features = new RunningMoments();
        long[]? shape = null;
        Tensor? first = null;
        Tensor? own = null;
        for (var i = 0; i < _passes.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            var turn = _passes[i].Turn;
            var encoded = new Embedding(
                embedding
                    .Names.Where(name => name.StartsWith(Of(i, ""), StringComparison.Ordinal))
                    .Select(name => (name[Of(i, "").Length..], embedding[name].alias()))
            );
            using var output = _passes[i].Network.Decode(encoded, turn.Turn(prompts, height, width) with { AllHypotheses = false }, cancellation);
            answers.Add(turn.Back(Probabilities(_networks[i], output.Logits)));
            if (_answer == PassAnswer.First && i == 0)
                (first, own) = (output.Logits.clone().MoveToOuterDisposeScope(), output.Features?.clone().MoveToOuterDisposeScope());
            if (_description.DecoderChannels is null || _answer == PassAnswer.First)
                continue;
            var map = turn.Back(output.Features!);
            features.Add(Sized(map, shape ??= map.shape));
        }
        var mean = answers.Mean();
        var decoded = _description.DecoderChannels is null ? null : own ?? features.Mean();
        var logits =
            first is null ? Logits(mean)
            : _networks[0].Outputs == OutputKind.Logits ? first
            : Logits(Probabilities(_networks[0], first));
        return new(Kept(logits), decoded is null ? null : Kept(decoded))
        {
            Extras = new Dictionary<string, Tensor> { [SegmentationOutput.Mean] = Kept(mean), [SegmentationOutput.Spread] = Kept(answers.Deviation()) },
        };
    }

    private Tensor Logits(Tensor probabilities)
    {
        var kept = probabilities.clamp(Nearest, 1 - Nearest);
        return _description.ClassKind == ClassKind.Exclusive ? kept.log() : kept.logit();
    }

    /// <summary>Nothing: the networks are the host's.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    private static string Of(int pass, string name) => string.Create(CultureInfo.InvariantCulture, $"{pass}/{name}");

    private static Tensor Kept(Tensor values) => values.to(ScalarType.Float32).MoveToOuterDisposeScope();

    /// <summary>In float64, so that sure answers do not become equal to 1.</summary>
    private static Tensor Probabilities(BackboneDescription network, Tensor answer)
    {
        var values = answer.to(ScalarType.Float64);
        return network.Outputs == OutputKind.Probabilities ? values
            : network.ClassKind == ClassKind.Exclusive ? nn.functional.softmax(values, 1)
            : sigmoid(values);
    }

    /// <summary>Maps of networks with other strides, at the size of the first.</summary>
    private static Tensor Sized(Tensor map, long[] shape) =>
        map.shape.SequenceEqual(shape)
            ? map
            : nn.functional.interpolate(map, size: shape[2..], mode: shape.Length == 5 ? InterpolationMode.Trilinear : InterpolationMode.Bilinear);

    /// <summary>Passes through networks that prepare images.</summary>
    private sealed class PreparingPasses(string id, IReadOnlyList<Pass> passes, PassAnswer answer) : PassesBackbone(id, passes, answer), IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)_passes[0].Network).Preprocess(image, height, width);
    }
}
