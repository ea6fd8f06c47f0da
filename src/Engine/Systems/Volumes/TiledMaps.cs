using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>What a system of three axes says of a prepared volume, tile by tile: for training's validation, evaluation and routing alike.</summary>
public static class TiledMaps
{
    private static readonly int[] _usual = [32, 64, 64];

    /// <summary>How volumes are cut for a network.</summary>
    /// <param name="network">What it says of itself.</param>
    /// <param name="own">The network's own rule; null where it has none.</param>
    /// <param name="patch">The sides that are configured, slices, rows and columns; null for the network's, or as near to 32 by 64 by 64 as it takes.</param>
    /// <returns>Null for a network of two axes.</returns>
    /// <exception cref="ArgumentException">The network does not take such a patch.</exception>
    public static TileRule? Rule(BackboneDescription network, TileRule? own, IReadOnlyList<int>? patch)
    {
        if (network.Input.SpatialAxes != 3)
            return patch is null
                ? null
                : throw new ArgumentException($"training:patch is {string.Join(" by ", patch)}, and the network {network.Id} takes images; leave it out.");
        if (patch is { Count: not 3 })
            throw new ArgumentException($"training:patch has {patch.Count} numbers; expected 3, for slices, rows and columns.");
        var sides = patch ?? own?.Patch ?? network.Input.FixedSizes ?? [.. _usual.Select((side, axis) => Fitting(network.Input, axis, side))];
        if (Enumerable.Range(0, 3).Any(axis => Fitting(network.Input, axis, sides[axis]) != sides[axis]))
            throw new ArgumentException(
                $"training:patch is {string.Join(" by ", sides)}, and the network {network.Id} takes multiples of "
                    + $"{string.Join(" by ", Enumerable.Range(0, 3).Select(axis => Rule(network.Input, axis).Multiple))}, at least "
                    + $"{string.Join(" by ", Enumerable.Range(0, 3).Select(axis => Rule(network.Input, axis).Smallest))}; expected for example "
                    + $"{string.Join(" by ", Enumerable.Range(0, 3).Select(axis => Fitting(network.Input, axis, sides[axis])))}."
            );
        return own is null ? new(sides) : own with { Patch = sides };
    }

    /// <summary>Runs a system over a prepared volume.</summary>
    /// <param name="system">Backbone and head.</param>
    /// <param name="rule">How it is cut.</param>
    /// <param name="image">float32 <c>[C, D, H, W]</c>; the caller's.</param>
    /// <param name="name">The case, for messages.</param>
    /// <param name="advice">What can be done where numbers are not finite; a sentence.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it between two tiles.</param>
    /// <returns>On the CPU, in the caller's dispose scope; of networks that give members, their mean.</returns>
    /// <exception cref="DivergedException">The network gave numbers that are not finite.</exception>
    public static OutputMaps Of(
        DeferredSystem system,
        TileRule rule,
        Tensor image,
        string name,
        string advice = "Look at the weights.",
        Action<int, int>? done = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var answers = new TileAnswers(system, name, advice, byMember: false, cancellation);
        // Sums in half precision are for whole cases that the network prepares.
        var maps = TileRun.Run(image, rule with { Sums = TileSums.Float32 }, answers.Of, done, cancellation);
        var routing = answers.Routing(maps) is var (routed, routings, channels) ? routed.view([routings, channels, .. maps.shape[1..]]) : null;
        static Tensor Kept(Tensor map) => map.contiguous().alias().MoveToOuterDisposeScope();
        return new(
            Kept(answers.Logits(maps)),
            routing is null ? null : Kept(routing),
            answers.Predictor(maps) is { } predictor ? Kept(predictor.unsqueeze(0)) : null
        );
    }

    private static AxisRule Rule(InputRule input, int axis) => input.Axes?[axis] ?? new(input.SmallestSize, Math.Max(1, input.SizeMultiple));

    private static int Fitting(InputRule input, int axis, int side)
    {
        var rule = Rule(input, axis);
        var nearest = (int)Math.Round((double)side / rule.Multiple, MidpointRounding.AwayFromZero) * rule.Multiple;
        return Math.Max(nearest, (rule.Smallest + rule.Multiple - 1) / rule.Multiple * rule.Multiple);
    }
}
