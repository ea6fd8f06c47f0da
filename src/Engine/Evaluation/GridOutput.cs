using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What a network says of one case and what is decided by it, on the grid that is measured.</summary>
/// <param name="Case">Truth, field of view and picture on that grid.</param>
/// <param name="Maps">What the system says there.</param>
/// <param name="Decided">Who answers where nobody is asked, and what the channels are worth.</param>
internal sealed record GridOutput(PreparedCase Case, OutputMaps Maps, DecisionMaps Decided)
{
    /// <summary><c>[K, H, W]</c>.</summary>
    public Tensor Logits => Maps.Logits;

    /// <summary><c>[R, J+1, H, W]</c>; null where nothing is routed.</summary>
    public Tensor? Routing => Decided.Channels;

    /// <summary><c>[1, 1, H, W]</c>; null where there is none.</summary>
    public Tensor? Predictor => Maps.Predictor;

    /// <summary>How far several answers lie apart, <c>[K, H, W]</c>; null where the network gives one.</summary>
    public Tensor? Spread => Maps.Spread;
}
