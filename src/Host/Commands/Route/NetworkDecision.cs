using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>
/// What a network says of one image on the image's own pixels, and what the policy makes of it there. Tensors lie on the CPU and belong to the caller's
/// dispose scope.
/// </summary>
/// <param name="Maps">What the system says.</param>
/// <param name="Decided">Who answers where nobody is asked, and what the channels are worth.</param>
/// <param name="Channels"><c>[R, J+1, H, W]</c>; where nothing is routed the model's channel alone.</param>
/// <param name="Probabilities">float32 <c>[R, J+1, H, W]</c>.</param>
/// <param name="Plan">Decision and margin, <c>[R, H, W]</c>.</param>
internal sealed record NetworkDecision(OutputMaps Maps, DecisionMaps Decided, Tensor Channels, Tensor Probabilities, RoutingPlan Plan)
{
    /// <summary>Classes K.</summary>
    public int Classes => (int)Maps.Logits.shape[0];

    /// <summary>Routings R: one for all classes, or one for each.</summary>
    public int Routings => (int)Channels.shape[0];

    /// <summary>Decides. A routing for each class is decided as if each were an image: budgets and capacities are over all of them.</summary>
    /// <param name="name">The image, for messages.</param>
    /// <param name="system">Backbone, head and experts.</param>
    /// <param name="policy">The policy for the system's experts.</param>
    /// <param name="maps">What the network said, on the pixels to decide on.</param>
    /// <param name="inside">The field of view on these pixels, which shares are of; null means everywhere.</param>
    /// <param name="given">What was decided of it already, as a slice of a volume; null decides here.</param>
    /// <exception cref="ConfigurationException">The policy cannot be followed.</exception>
    public static NetworkDecision Of(string name, ConfiguredSystem system, RoutingPolicy policy, OutputMaps maps, byte[]? inside, RoutingPlan? given = null)
    {
        var decided = DecisionMaps.Of(maps, system.Head?.Describe(), system.Backbone.Description.ClassKind, system.Panel.Experts.Count, policy);
        // Where nothing is routed there is the model's channel alone, and nobody to defer to.
        if (decided.Channels is not { } channels)
        {
            var alone = torch.zeros([1, 1, .. maps.Logits.shape[1..]]);
            return new(maps, decided, alone, torch.ones_like(alone), RoutingPlan.OfModel(alone));
        }
        var plan = given ?? Decide(name, decided, channels, maps.Predictor, inside);
        var flat = channels.flatten(2);
        var probabilities = PixelParts.Map(
            channels.shape[2..],
            (first, number) => decided.Probabilities(flat.narrow(2, first, number)).to_type(torch.ScalarType.Float32)
        );
        return new(maps, decided, channels, probabilities, plan);
    }

    /// <summary>The masks of whoever answers where nobody is asked.</summary>
    public MaskPlanes Model => Planes(Decided.Model);

    /// <summary>The masks of the other of network and head, which can be proposed; null where the head has none.</summary>
    public MaskPlanes? Other => Decided.Other is { } other ? Planes(other) : null;

    /// <summary>The margins of each routing, row by row; new arrays at each call.</summary>
    public IReadOnlyList<double[]> Gains() =>
        [
            .. Enumerable
                .Range(0, Routings)
                .Select(routing =>
                {
                    using var one = Plan.Margin[routing].contiguous();
                    return one.data<double>().ToArray();
                }),
        ];

    /// <summary>The channels of one routing, row by row; a new array at each call.</summary>
    public long[] Decisions(int routing)
    {
        using var one = Plan.Decision[routing].contiguous();
        return one.data<long>().ToArray();
    }

    /// <summary>The mean routing probability of each channel over all pixels, J + 1 values.</summary>
    public double[] SoftLoads()
    {
        if (Probabilities.shape[1] == 1)
            return [1];
        // A channel at a time, since all of them in float64 are as much as what the network said.
        return [.. Enumerable.Range(0, (int)Probabilities.shape[1]).Select(Load)];

        double Load(int channel)
        {
            using var scope = torch.NewDisposeScope();
            return Probabilities.select(1, channel).to_type(torch.ScalarType.Float64).mean().ToDouble();
        }
    }

    private static MaskPlanes Planes(Tensor masks)
    {
        using var plain = masks.contiguous();
        return new((int)masks.shape[1], (int)masks.shape[2], (int)masks.shape[0], plain.bytes.ToArray());
    }

    private static RoutingPlan Decide(string name, DecisionMaps decided, Tensor channels, Tensor? predictor, byte[]? inside)
    {
        try
        {
            return decided.Policy.DecideWithin(channels, decided.Parameterisation, predictor, inside);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"$.routing cannot be followed for {name}: {e.Message}", e);
        }
    }
}
