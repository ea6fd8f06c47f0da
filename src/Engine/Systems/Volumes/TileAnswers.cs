using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>What a system says of tiles, its maps one after the other: logits, routings and predictor, so that they are joined as one.</summary>
/// <param name="system">Backbone and head.</param>
/// <param name="name">The case, for messages.</param>
/// <param name="advice">What can be done where numbers are not finite; a sentence.</param>
/// <param name="byMember">Whether the members of an ensemble stay apart, where the network gives them.</param>
/// <param name="cancellation">Ends a long computation early.</param>
internal sealed class TileAnswers(DeferredSystem system, string name, string advice, bool byMember, CancellationToken cancellation)
{
    private long _logits;
    private long[]? _routing;
    private bool _hasPredictor;

    /// <summary>The maps of a tile, <c>[1, M, …]</c>, the caller's.</summary>
    /// <exception cref="DivergedException">The network gave numbers that are not finite.</exception>
    public Tensor Of(Tensor tile)
    {
        using var scope = NewDisposeScope();
        using var embedding = system.Encode(tile, cancellation);
        using var output = system.Decode(embedding, PromptBatch.None, seen: new(tile, null), cancellation: cancellation).Finite(name, advice);
        List<Tensor> all = [(byMember ? output.Segmentation.Extras.GetValueOrDefault(SegmentationOutput.Members) : null) ?? output.Logits];
        _logits = all[0].shape[1];
        if (output.Routing is { } routing)
            all.Add(routing.flatten(1, 2));
        if (output.Predictor is { } predictor)
            all.Add(predictor);
        (_routing, _hasPredictor) = (output.Routing?.shape[1..3], output.Predictor is not null);
        return cat(all, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The logits among joined maps <c>[M, …]</c>; a view.</summary>
    public Tensor Logits(Tensor maps) => maps.narrow(0, 0, _logits);

    /// <summary>The routing's among them, <c>[R·(J+1), …]</c>, with R and J+1; null where nothing is routed.</summary>
    public (Tensor Maps, int Routings, int Channels)? Routing(Tensor maps) =>
        _routing is { } shape ? (maps.narrow(0, _logits, shape[0] * shape[1]), (int)shape[0], (int)shape[1]) : null;

    /// <summary>The predictor's, <c>[1, …]</c>; null where there is none.</summary>
    public Tensor? Predictor(Tensor maps) => _hasPredictor ? maps.narrow(0, maps.shape[0] - 1, 1) : null;
}
