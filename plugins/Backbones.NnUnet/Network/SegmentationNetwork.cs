using Backbones.NnUnet.Plans;
using TorchSharp.Modules;

namespace Backbones.NnUnet.Network;

/// <summary>
/// nnU-Net's networks: a U-Net with strided convolutions and instance normalisation, its encoder plain or of residual blocks, in two or three dimensions.
/// Source: Isensee et al.,
/// "nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation", Nature Methods 2021, and "nnU-Net Revisited", MICCAI 2024.
/// Its state
/// dictionary has the names of its checkpoints, each tensor under the first of its names.
/// </summary>
internal sealed class SegmentationNetwork : Module
{
    [ComponentName(Name = "encoder")]
    private readonly Encoder _encoder;

    [ComponentName(Name = "decoder")]
    private readonly Decoder _decoder;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator: He normal, biases and residual branches 0.</summary>
    /// <param name="plan">Its shape.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="heads">Channels of the logits.</param>
    public SegmentationNetwork(NetworkPlan plan, int channels, int heads)
        : base(nameof(SegmentationNetwork))
    {
        // What initialising leaves behind ends with the scope; parameters do not.
        using var scope = NewDisposeScope();
        register_module("encoder", _encoder = new(plan, channels));
        register_module("decoder", _decoder = new(plan, heads));
    }

    /// <summary>The encoder's maps, the finest first.</summary>
    /// <param name="images">float32 <c>[B, C, …]</c>, sizes that are multiples of the plan's divisors.</param>
    public IReadOnlyList<Tensor> Encode(Tensor images) => _encoder.Encode(images);

    /// <summary>The decoder's last map, and logits of all steps, the finest first.</summary>
    /// <param name="skips">What <see cref="Encode"/> returned; the caller's.</param>
    /// <param name="deep">Whether logits of coarser steps are wanted too.</param>
    public (Tensor Features, IReadOnlyList<Tensor> Logits) Decode(IReadOnlyList<Tensor> skips, bool deep) => _decoder.Decode(skips, deep);
}

/// <summary>Stages that step down.</summary>
internal sealed class Encoder : Module
{
    [ComponentName(Name = "stem")]
    private readonly ConvStack? _stem;

    private readonly List<Module<Tensor, Tensor>> _stages = [];

    public Encoder(NetworkPlan plan, int channels)
        : base(nameof(Encoder))
    {
        int[] still = [.. Enumerable.Repeat(1, plan.Axes)];
        var inputs = channels;
        if (plan.IsResidual)
        {
            var width = plan.Stem ?? plan.Features[0];
            register_module("stem", _stem = new(channels, width, plan.Kernels[0], still, 1, plan));
            inputs = width;
        }
        ModuleList<Module> named = new();
        for (var i = 0; i < plan.Stages; i++)
        {
            Module<Tensor, Tensor> stage = plan.IsResidual
                ? new ResidualStage(inputs, plan.Features[i], plan.Kernels[i], plan.Strides[i], plan.Depths[i], plan)
                : new ConvStack(inputs, plan.Features[i], plan.Kernels[i], plan.Strides[i], plan.Depths[i], plan);
            _stages.Add(stage);
            // A plain stage is a sequence of one in checkpoints.
            named.Add(plan.IsResidual ? stage : new ModuleList<Module>(stage));
            inputs = plan.Features[i];
        }
        register_module("stages", named);
    }

    public IReadOnlyList<Tensor> Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        List<Tensor> maps = [];
        var map = _stem is null ? images : _stem.call(images);
        foreach (var stage in _stages)
            maps.Add(map = stage.call(map));
        return [.. maps.Select(one => one.MoveToOuterDisposeScope())];
    }
}

/// <summary>Steps that enlarge the coarser map, join it with the encoder's and convolve; and a 1x1 convolution to logits for each.</summary>
internal sealed class Decoder : Module
{
    [ComponentName(Name = "stages")]
    private readonly ModuleList<ConvStack> _stages = new();

    [ComponentName(Name = "transpconvs")]
    private readonly ModuleList<Convolution> _enlarge = new();

    [ComponentName(Name = "seg_layers")]
    private readonly ModuleList<Convolution> _heads = new();

    public Decoder(NetworkPlan plan, int heads)
        : base(nameof(Decoder))
    {
        int[] one = [.. Enumerable.Repeat(1, plan.Axes)];
        for (var step = 0; step < plan.Stages - 1; step++)
        {
            var (below, skip) = (plan.Stages - 1 - step, plan.Stages - 2 - step);
            _enlarge.Add(new(plan.Features[below], plan.Features[skip], plan.Strides[below], plan.Strides[below], plan.HasBias, enlarges: true));
            _stages.Add(new(2 * plan.Features[skip], plan.Features[skip], plan.Kernels[skip], one, plan.DecoderDepths[step], plan));
            _heads.Add(new(plan.Features[skip], heads, one, one, bias: true));
        }
        register_module("stages", _stages);
        register_module("transpconvs", _enlarge);
        register_module("seg_layers", _heads);
    }

    public (Tensor Features, IReadOnlyList<Tensor> Logits) Decode(IReadOnlyList<Tensor> skips, bool deep)
    {
        using var scope = NewDisposeScope();
        List<Tensor> logits = [];
        var map = skips[^1];
        for (var step = 0; step < _stages.Count; step++)
        {
            using var larger = _enlarge[step].call(map);
            using var joined = cat([larger, skips[^(step + 2)]], 1);
            if (step > 0)
                map.Dispose();
            map = _stages[step].call(joined);
            if (deep || step == _stages.Count - 1)
                logits.Insert(0, _heads[step].call(map));
        }
        return (map.MoveToOuterDisposeScope(), [.. logits.Select(one => one.MoveToOuterDisposeScope())]);
    }
}
