namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a decoding gives: P results. It owns its tensors. Spatial axes come last and may be two or three.</summary>
public sealed class SegmentationOutput : IDisposable
{
    /// <summary>
    /// The name among <see cref="Extras"/> of how far several answers lie apart, float32 <c>[P, K, H', W']</c>: for each class the standard deviation of its
    /// probability over passes or networks, from 0 to 0.5. Evaluation compares routing with it: the pixels with the largest spread go to the experts.
    /// </summary>
    public const string Spread = "spread";

    /// <summary>
    /// The name among <see cref="Extras"/> of the mean of several answers, float32 <c>[P, K, H', W']</c>: for each class its probability, from 0 to 1, meaned
    /// over passes or networks. A deferral head may read it, and evaluation ranks pixels by its entropy.
    /// </summary>
    public const string Mean = "mean";

    /// <summary>
    /// The name among <see cref="Extras"/> of the logits of each network of several whose mean is <see cref="Logits"/>, <c>[P, N·K, H', W']</c>: for who
    /// rounds before
    /// the mean is taken (<see cref="TileSums.Float16"/>).
    /// </summary>
    public const string Members = "members";

    /// <summary>Takes over the tensors.</summary>
    /// <param name="logits">float32 <c>[P, K, H', W']</c>, or probabilities where <see cref="BackboneDescription.Outputs"/> says so.</param>
    /// <param name="features">The decoder's last map, <c>[P, C, h, w]</c>; null from a black box.</param>
    public SegmentationOutput(Tensor logits, Tensor? features = null)
    {
        Logits = logits;
        Features = features;
    }

    /// <summary>
    /// <c>[P, K, H', W']</c>, before any sigmoid or softmax (or as <see cref="BackboneDescription.Outputs"/> says); H' and W' are the input's.
    /// </summary>
    public Tensor Logits { get; }

    /// <summary>
    /// The decoder's last map, <c>[P, C, h, w]</c> with the described C: the features U of Sec. 4.3, which a deferral head may read. Null exactly where
    /// <see cref="BackboneDescription.DecoderChannels"/> is.
    /// </summary>
    public Tensor? Features { get; }

    /// <summary>
    /// Logits of coarser stages for deep supervision, <c>[P, K, h, w]</c> each, the finest first; without <see cref="Logits"/> itself. Empty where the
    /// network has none, or in evaluation mode.
    /// </summary>
    public IReadOnlyList<Tensor> DeepLogits { get; init; } = [];

    /// <summary>Several answers to one prompt, <c>[P, S, K, H', W']</c>: SAM's masks, or samples. Null where there is one.</summary>
    public Tensor? Hypotheses { get; init; }

    /// <summary>How good the network thinks each hypothesis is, <c>[P, S]</c>, higher is better; for SAM its predicted IoU.</summary>
    public Tensor? Scores { get; init; }

    /// <summary>
    /// Native routing, <c>[P, R, J+1, H', W']</c>: R is 1 where all classes share a routing, K where each has its own. Null without
    /// <see cref="INativeRouting"/>.
    /// </summary>
    public Tensor? RoutingLogits { get; init; }

    /// <summary>The aggregated predictor's map before its sigmoid, <c>[P, 1, H', W']</c>; null where the network has none.</summary>
    public Tensor? PredictorLogit { get; init; }

    /// <summary>
    /// What the results were decoded from, <c>[P, C, H', W']</c> as the network's input rule says: the host gives it to a head that
    /// <see cref="Heads.HeadDescription.ReadsImage"/>. Null otherwise, and from a backbone.
    /// </summary>
    public Tensor? Image { get; init; }

    /// <summary>Where <see cref="Image"/> shows anything, <c>[P, 1, H', W']</c> of 0 and 1; null means everywhere.</summary>
    public Tensor? FieldOfView { get; init; }

    /// <summary>
    /// Further tensors by the network's own names, each with P rows: what its publication returns besides, such as masks before they are enlarged.
    /// The host hands them on and computes nothing with them, but for <see cref="Spread"/> and <see cref="Mean"/>. Empty where there are none.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Extras { get; init; } = new Dictionary<string, Tensor>();

    /// <inheritdoc/>
    public void Dispose()
    {
        Logits?.Dispose();
        Features?.Dispose();
        foreach (var deep in DeepLogits ?? [])
            deep?.Dispose();
        Hypotheses?.Dispose();
        Scores?.Dispose();
        RoutingLogits?.Dispose();
        PredictorLogit?.Dispose();
        Image?.Dispose();
        FieldOfView?.Dispose();
        foreach (var extra in Extras?.Values ?? [])
            extra?.Dispose();
    }
}
