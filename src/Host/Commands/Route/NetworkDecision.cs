using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>
/// What a network says of one image on its own grid, and what the policy makes of it. Tensors lie on the CPU and belong to the caller's dispose scope.
/// </summary>
/// <param name="Logits">float32 <c>[1, K, H, W]</c>.</param>
/// <param name="Routing">float32 <c>[1, R, J+1, H, W]</c>.</param>
/// <param name="Predictor">float32 <c>[1, 1, H, W]</c>; null where the head has none.</param>
/// <param name="Probabilities">float32 <c>[R, J+1, H, W]</c>.</param>
/// <param name="Plan">Decision and margin, <c>[R, H, W]</c>.</param>
/// <param name="ModelMask">The model's own answer, <c>[K, H, W]</c>, each 0 or 1.</param>
internal sealed record NetworkDecision(Tensor Logits, Tensor Routing, Tensor? Predictor, Tensor Probabilities, RoutingPlan Plan, byte[] ModelMask)
{
    /// <summary>Classes K.</summary>
    public int Classes => (int)Logits.shape[1];

    /// <summary>Routings R: one for all classes, or one for each.</summary>
    public int Routings => (int)Routing.shape[1];

    /// <summary>Decides. A routing for each class is decided as if each were an image: budgets and capacities are over all of them.</summary>
    /// <param name="name">The image, for messages.</param>
    /// <param name="system">Backbone, head and experts.</param>
    /// <param name="policy">The policy for the system's experts.</param>
    /// <param name="result">What the network said; it stays the caller's.</param>
    /// <param name="inside">The field of view on the network's pixels, which shares are of; null means everywhere.</param>
    /// <exception cref="ConfigurationException">The policy cannot be followed.</exception>
    public static NetworkDecision Of(string name, ConfiguredSystem system, RoutingPolicy policy, DeferredOutput result, byte[]? inside)
    {
        // Results outlive the network's outputs, which are freed after each image.
        var (logits, predictor) = (result.Logits.cpu().clone(), result.Predictor?.cpu().clone());
        // Where nothing is routed there is the model's channel alone, and nobody to defer to.
        var routing = result.Routing?.cpu().clone() ?? torch.zeros([1, 1, 1, .. logits.shape[2..]]);
        var parameterisation = system.Head?.Describe().Parameterisation ?? RoutingParameterisation.Softmax;
        var maps = routing.squeeze(0);
        var plan = system.Head is null ? RoutingPlan.OfModel(maps) : Decide(name, policy, maps, parameterisation, predictor, inside);
        return new(
            logits,
            routing,
            predictor,
            system.Head is null ? torch.ones_like(maps) : RoutingProbabilities.Of(maps, parameterisation),
            plan,
            ModelMasks.Of(logits, system.Backbone.Description.ClassKind).bytes.ToArray()
        );
    }

    /// <summary>The channels of one routing, row by row.</summary>
    public long[] Decisions(int routing)
    {
        using var one = Plan.Decision[routing].contiguous();
        return one.data<long>().ToArray();
    }

    /// <summary>The margins of one routing, row by row.</summary>
    public double[] Margins(int routing)
    {
        using var one = Plan.Margin[routing].contiguous();
        return one.data<double>().ToArray();
    }

    /// <summary>The mean routing probability of each channel, J + 1 values.</summary>
    public double[] SoftLoads()
    {
        if (Probabilities.shape[1] == 1)
            return [1];
        using var loads = RoutingLoads.Soft(Probabilities.to_type(torch.ScalarType.Float64));
        return loads.data<double>().ToArray();
    }

    private static RoutingPlan Decide(
        string name,
        RoutingPolicy policy,
        Tensor logits,
        RoutingParameterisation parameterisation,
        Tensor? predictor,
        byte[]? inside
    )
    {
        try
        {
            return policy.DecideWithin(logits, parameterisation, predictor, inside);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.routing cannot be followed for {name}: {e.Message}", e);
        }
    }
}
