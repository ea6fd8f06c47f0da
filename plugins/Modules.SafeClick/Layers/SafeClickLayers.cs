using TorchSharp.Modules;

namespace Modules.SafeClick.Layers;

/// <summary>
/// All that SafeClick adds to a prompted network: the experts that look at the image without the prompt, and their consensus. The third expert is the
/// network's own decoder.
/// </summary>
/// <remarks>
/// Its names in the state dictionary: <c>transform.conv</c>, <c>transform.norm</c>, <c>e1.norm_q</c>, <c>e1.norm_kv</c>, <c>e1.attn.q_proj</c>,
/// <c>k_proj</c>, <c>v_proj</c> and <c>out_proj</c>, <c>e1.norm_mlp</c>, <c>e1.mlp.lin1</c> and <c>lin2</c>, <c>e2</c> alike with one <c>norm</c>,
/// <c>crl.alpha</c>, <c>crl.conv</c>, <c>crl.norm</c>; with other channels in the consensus <c>project_1</c> and <c>project_2</c>.
/// </remarks>
internal sealed class SafeClickLayers : Module
{
    [ComponentName(Name = "transform")]
    private readonly IntermediateTransform? _transform;

    [ComponentName(Name = "e1")]
    private readonly CrossExpert? _cross;

    [ComponentName(Name = "e2")]
    private readonly SelfExpert? _self;

    [ComponentName(Name = "project_1")]
    private readonly Conv2d? _projectFirst;

    [ComponentName(Name = "project_2")]
    private readonly Conv2d? _projectSecond;

    [ComponentName(Name = "crl")]
    private readonly ConsensusLayer _consensus;

    /// <param name="options">The choices.</param>
    /// <param name="embedding">Channels C of the embedding and of the decoder's image, a multiple of the heads.</param>
    /// <param name="intermediate">Channels of the intermediate map.</param>
    /// <param name="stride">How many pixels of the intermediate map are one of the embedding, along each axis; 1 where it is coarser.</param>
    public SafeClickLayers(SafeClickOptions options, int embedding, int intermediate, int stride)
        : base(nameof(SafeClickLayers))
    {
        var hidden = Math.Max(1, (int)Math.Round(options.MlpRatio * embedding));
        var shape = new ExpertShape(embedding, options.Heads, hidden, options.Activation == ExpertActivation.Gelu);
        var inside = options.ConsensusChannels ?? embedding;
        if (options.CrossExpert)
        {
            _transform = new(intermediate, embedding, stride, options.Transform);
            _cross = new(shape, options.SharedNorm);
            _projectFirst = inside == embedding ? null : Conv2d(embedding, inside, 1);
        }
        _self = options.SelfExpert ? new(shape) : null;
        _projectSecond = inside == embedding ? null : Conv2d(embedding, inside, 1);
        _consensus = new(inside, embedding, options);
        RegisterComponents();
    }

    /// <summary>What the experts say of images, whatever the prompt will be.</summary>
    /// <param name="intermediate">The intermediate map, <c>[B, C', H', W']</c>; null without the first expert.</param>
    /// <param name="embedding">The embedding before any prompt is added, <c>[B, C, H, W]</c>.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Say(Tensor? intermediate, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var first = _cross?.Look(_transform!.Apply(intermediate!, embedding.shape[2], embedding.shape[3]), embedding);
        var second = _self?.Look(embedding) ?? embedding;
        if (first is not null && _projectFirst is not null)
            first = _projectFirst.call(first);
        if (_projectSecond is not null)
            second = _projectSecond.call(second);
        return _consensus.Say(first, second).MoveToOuterDisposeScope();
    }

    /// <summary>The decoder's image with what the experts say of it; see <see cref="ConsensusLayer.Agree"/>.</summary>
    /// <param name="said">From <see cref="Say"/>, a row for each result: <c>[P, C, H, W]</c>.</param>
    /// <param name="image">What the prompted decoder makes of the image, <c>[P, C, H, W]</c>.</param>
    public Tensor Agree(Tensor said, Tensor image) => _consensus.Agree(said, image);
}
