using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;
using Modules.Spa.Preferences;

namespace Modules.Spa;

/// <summary>
/// The function GenMask of Algorithm 1: draws preferences, brings each into the image's embedding, and lets the wrapped network's decoder answer to it.
/// </summary>
/// <param name="network">The wrapped network.</param>
/// <param name="layers">SPA's own layers.</param>
/// <param name="options">The choices.</param>
internal class SpaDecoder(ISegmentorBackbone network, SpaNetwork layers, SpaOptions options)
{
    /// <summary>Draws that are decoded at once: memory grows with it, and the time of each no longer shrinks.</summary>
    private const int AtOnce = 8;

    /// <summary>How near to 0 and to 1 a fed back probability may come.</summary>
    private const double Nearest = 1e-6;

    private readonly IPromptableDecoder _decoder = (IPromptableDecoder)network;
    private readonly FeatureMap _place = network.Describe().DecoderImage!;

    /// <summary>The interaction's tokens.</summary>
    /// <param name="embedding">Of one image.</param>
    /// <param name="prompts">One row.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>In the caller's dispose scope; what a wrapped network returns is in none.</returns>
    public PromptTokens Interact(Embedding embedding, PromptBatch prompts, CancellationToken cancellation)
    {
        using var tokens = _decoder.EncodePrompts(embedding, prompts, cancellation);
        return new(tokens.Sparse.alias(), tokens.Dense.alias());
    }

    /// <summary>Preferences of a round, <c>[N, Z, h, w]</c> or <c>[N, Z]</c>.</summary>
    /// <param name="mixture">What is preferred.</param>
    /// <param name="embedding">Of one image.</param>
    /// <param name="draws">N.</param>
    /// <param name="random">What the draws follow from.</param>
    public virtual Tensor Draw(PreferenceMixture mixture, Embedding embedding, int draws, StableRandom random)
    {
        using var scope = NewDisposeScope();
        var map = embedding[_place.Name];
        var latents = options.LatentChannels((int)map.shape[1]);
        long[] shape = options.IsOfficial ? [draws, latents] : [draws, latents, map.shape[2], map.shape[3]];
        using var generator = new Generator(random.Bits(0) >> 1, CPU);
        var normal = randn(shape, generator: generator).to(map.dtype).to(map.device);
        var uniform = options.DrawKind switch
        {
            PreferenceDraw.Sample => rand([draws], ScalarType.Float64, generator: generator),
            PreferenceDraw.Element => rand(shape, ScalarType.Float64, generator: generator),
            _ => null,
        };
        return mixture.Draw(normal, uniform, options.DrawKind).MoveToOuterDisposeScope();
    }

    /// <summary>The predictions of preferences.</summary>
    /// <param name="embedding">Of one image.</param>
    /// <param name="prompts">One row.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="preferences"><c>[N, …]</c>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Logits <c>[N, 1, H, W]</c> and the mean of the decoder's last maps <c>[1, C, h, w]</c>, null from a black box.</returns>
    public virtual (Tensor Logits, Tensor? Features) Predict(
        Embedding embedding,
        PromptBatch prompts,
        PromptTokens tokens,
        Tensor preferences,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var draws = preferences.shape[0];
        var logits = new List<Tensor>();
        Tensor? features = null;
        for (var first = 0L; first < draws; first += AtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var count = Math.Min(AtOnce, draws - first);
            var map = layers.Condition(embedding[_place.Name], preferences.narrow(0, first, count));
            using var many = new Embedding([.. embedding.Names.Select(name => (name, name == _place.Name ? map : Repeated(embedding[name], count)))]);
            var asked = prompts.Map(tensor => Repeated(tensor, count)) with { ImageIndex = null, AllHypotheses = false };
            var own = new PromptTokens(Repeated(tokens.Sparse, count), Repeated(tokens.Dense, count));
            using var mixed = _decoder.Mix(many, asked, own, cancellation);
            using var output = _decoder.Project(many, asked, mixed, cancellation);
            logits.Add(output.Logits.alias().MoveToOuterDisposeScope());
            if (output.Features is { } last)
                features = Summed(features, last.sum(0L, keepdim: true)).MoveToOuterDisposeScope();
        }
        return (cat(logits, 0).MoveToOuterDisposeScope(), features is null ? null : (features / draws).MoveToOuterDisposeScope());
    }

    /// <summary>Predictions as they are clustered and fed back: probabilities at four times the embedding's size, <c>[N, 1, 4 h, 4 w]</c>.</summary>
    public Tensor Coarse(Tensor logits, Embedding embedding)
    {
        using var scope = NewDisposeScope();
        var (height, width) = CoarseSize(embedding);
        var coarse =
            logits.shape[2] == height && logits.shape[3] == width
                ? logits.alias()
                : functional.interpolate(logits, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return coarse.sigmoid().MoveToOuterDisposeScope();
    }

    /// <summary>Rows and columns of coarse masks.</summary>
    public virtual (long Height, long Width) CoarseSize(Embedding embedding) => (4 * embedding[_place.Name].shape[2], 4 * embedding[_place.Name].shape[3]);

    /// <summary>A candidate as a mask prompt: its logits, <c>[1, 1, 4 h, 4 w]</c>.</summary>
    public Tensor MaskPrompt(double[] probabilities, Embedding embedding)
    {
        using var scope = NewDisposeScope();
        var (height, width) = CoarseSize(embedding);
        var map = embedding[_place.Name];
        return tensor(probabilities, [1, 1, height, width]).clamp(Nearest, 1 - Nearest).logit().to(map.dtype).to(map.device).MoveToOuterDisposeScope();
    }

    /// <summary>A coarse pixel as a click at its middle, in input pixels.</summary>
    /// <param name="place">Its place, row by row.</param>
    /// <param name="width">Coarse columns.</param>
    /// <param name="isInside">Whether it belongs to the target.</param>
    public SessionClick Click(int place, int width, bool isInside)
    {
        var stride = _place.Stride / 4.0;
        return new((float)((place % width + 0.5) * stride - 0.5), (float)((place / width + 0.5) * stride - 0.5), isInside);
    }

    /// <summary>The predictions as numbers to cluster, <c>[N][D]</c>.</summary>
    public static double[][] Points(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var all = probabilities.detach().flatten(1).to(ScalarType.Float64).cpu().contiguous();
        var (draws, length) = ((int)all.shape[0], (int)all.shape[1]);
        var values = all.data<double>().ToArray();
        return [.. Enumerable.Range(0, draws).Select(n => values[(n * length)..((n + 1) * length)])];
    }

    /// <summary>The clusters of predictions, which begin as k-means++ chooses.</summary>
    public virtual KMeans Cluster(double[][] points, int candidates, StableRandom random) =>
        KMeans.Of(points, KMeans.Start(points, Math.Min(candidates, points.Length), random.Uniform));

    private static Tensor Repeated(Tensor row, long count) => row.expand([count, .. Enumerable.Repeat(-1L, row.shape.Length - 1)]);

    private static Tensor Summed(Tensor? sum, Tensor more) => sum is null ? more : sum + more;
}
