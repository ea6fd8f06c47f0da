using DeferredSeg.Abstractions.Backbones;

namespace Sound.Prompted;

/// <summary>
/// A backbone that takes every prompt, in steps too, routes natively, takes weights itself, keeps a part frozen, looks at the whole batch and wants one
/// thread: all of it as described.
/// </summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone : TinyPrompted, INativeRouting, IWeightImport
{
    private Module<Tensor, Tensor>? _routing;

    public Backbone(TinyOptions options)
        : base(options)
    {
        foreach (var (name, parameter) in Network.named_parameters())
            if (name.StartsWith("fine.", StringComparison.Ordinal))
                parameter.requires_grad_(false);
    }

    public override BackboneDescription Describe() =>
        base.Describe() with
        {
            Prompts = PromptKinds.Box | PromptKinds.Points | PromptKinds.Mask,
            RoutesNatively = true,
            FrozenParts = ["fine."],
            IsBatchIndependent = false,
            IsThreadSafe = false,
        };

    public void AddRoutingChannels(int experts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        if (_routing is not null)
            throw new InvalidOperationException("There are routing channels already.");
        _routing = Conv2d(Options.Width, TinyNetwork.Classes * (experts + 1), 1);
        Network.register_module("routing", _routing);
    }

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var embedding = base.Encode(images, request, cancellation);
        return new(embedding.Names.Select(name => (name, embedding[name].sub(embedding[name].mean()).MoveToOuterDisposeScope())).ToList());
    }

    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        var own = Network.state_dict();
        if (
            own
                .Keys.Concat(weights.Keys)
                .FirstOrDefault(name => !own.ContainsKey(name) || !weights.TryGetValue(name, out var found) || !found.shape.SequenceEqual(own[name].shape)) is
            { } other
        )
            throw new ArgumentException($"'{other}' is missing, unexpected or of another shape.", nameof(weights));
        using var frozen = no_grad();
        foreach (var (name, tensor) in own)
            tensor.copy_(weights[name]);
    }

    public override SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        using var output = base.Project(embedding, prompts, mixed, cancellation);
        using var scope = NewDisposeScope();
        var routing = _routing?.call(output.Features!).reshape(output.Logits.shape[0], TinyNetwork.Classes, -1, output.Logits.shape[2], output.Logits.shape[3]);
        return new(output.Logits.alias().MoveToOuterDisposeScope(), output.Features!.alias().MoveToOuterDisposeScope())
        {
            RoutingLogits = routing?.MoveToOuterDisposeScope(),
            Extras = new Dictionary<string, Tensor> { ["mean"] = output.Logits.mean([2, 3]).MoveToOuterDisposeScope() },
        };
    }
}
