using DeferredSeg.Abstractions.Backbones;

namespace Modules.SafeClick;

/// <summary>Where SafeClick sits in a network: the maps that it reads.</summary>
/// <param name="Embedding">The embedding's entry that the decoder mixes with tokens, x_f.</param>
/// <param name="Intermediate">The map inside of the image encoder, x_i; null without the first expert.</param>
internal sealed record SafeClickPlace(FeatureMap Embedding, FeatureMap? Intermediate)
{
    /// <summary>How many pixels of the intermediate map are one of the embedding, along each axis; 1 where it is coarser.</summary>
    public int Stride => Intermediate is null ? 1 : Math.Max(1, Embedding.Stride / Intermediate.Stride);

    /// <summary>Finds it.</summary>
    /// <exception cref="ArgumentException">The network has no prompted decoder or no such map, or the options do not fit its channels.</exception>
    public static SafeClickPlace In(ISegmentorBackbone network, SafeClickOptions options)
    {
        var description = network.Describe();
        if (network is not IPromptableDecoder)
            throw new ArgumentException(
                $"it sits between the steps of a prompted decoder, and the network {description.Id} has none; expected such as MedSam or Sam2."
            );
        if (description.Input.SpatialAxes != 2)
            throw new ArgumentException($"it takes maps of two axes, and the network {description.Id} has {description.Input.SpatialAxes}.");
        var embedding =
            description.DecoderImage
            ?? throw new ArgumentException(
                $"the network {description.Id} does not say which entry of its embedding the decoder looks at; its description has no DecoderImage."
            );
        if (embedding.Channels % options.Heads != 0)
            throw new ArgumentException(
                $"heads is {options.Heads}, and the embedding of {description.Id} has {embedding.Channels} channels; expected a divisor of these."
            );
        return new(embedding, options.CrossExpert ? Of(description, options) : null);
    }

    private static FeatureMap Of(BackboneDescription network, SafeClickOptions options)
    {
        var names = string.Join(", ", network.Features.Select(map => map.Name));
        if (options.Intermediate is { } name)
            return network.Features.FirstOrDefault(map => map.Name == name)
                ?? throw new ArgumentException(
                    $"intermediate is '{name}', and the network {network.Id} has no such map; it has {(names.Length > 0 ? names : "none")}."
                );
        // Blocks are the depths before the embedding; of several maps of a depth the last is what the block ends with.
        var blocks = network.Features.GroupBy(map => map.Depth).OrderBy(block => block.Key).Select(block => block.Last()).ToList();
        if (blocks.Count == 0)
            throw new ArgumentException($"the network {network.Id} shows no map from inside of its encoder; expected crossExpert false for such a network.");
        var middle = blocks.Count / 2 - (options.Counting == BlockCounting.FromOne ? 1 : 0);
        return blocks[Math.Clamp(middle, 0, blocks.Count - 1)];
    }
}
