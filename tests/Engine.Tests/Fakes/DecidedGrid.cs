using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>What a network with a softmax head says of a case, on the grid that is measured.</summary>
internal static class DecidedGrid
{
    public static GridOutput Of(PreparedCase one, Tensor logits, Tensor? routing, Tensor? predictor, ClassKind kind, Tensor? spread = null)
    {
        var head = routing is null
            ? null
            : new HeadDescription
            {
                Id = "Made",
                Version = "1.0.0",
                Parameterisation = RoutingParameterisation.Softmax,
                HasPredictor = predictor is not null,
            };
        var maps = new OutputMaps(logits, routing, predictor) { Spread = spread };
        return new(one, maps, DecisionMaps.Of(maps, head, kind, (int)(routing?.shape[1] ?? 1) - 1, new()));
    }
}
