namespace Sound.Prompted;

/// <summary>A backbone that takes every prompt, routes natively, keeps a part frozen, looks at the whole batch and wants one thread: all of it as described.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone : TinyBackbone, INativeRouting
{
    private Module<Tensor, Tensor>? _routing;

    public Backbone(TinyOptions options)
        : base(options)
    {
        foreach (var (name, parameter) in Network.named_parameters()) if (name.StartsWith("fine.", StringComparison.Ordinal)) parameter.requires_grad_(false);
    }

    public override BackboneDescription Describe() => base.Describe() with
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
        if (_routing is not null) throw new InvalidOperationException("There are routing channels already.");
        _routing = Conv2d(Options.Width, TinyNetwork.Classes * (experts + 1), 1);
        Network.register_module("routing", _routing);
    }

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var embedding = base.Encode(images, request, cancellation);
        return new(embedding.Names.Select(name => (name, embedding[name].sub(embedding[name].mean()).MoveToOuterDisposeScope())).ToList());
    }

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var results = prompts.Count((int)embedding["fine"].shape[0]);
        var fine = Rows(embedding["fine"], prompts);
        foreach (var prompt in new[] { prompts.Boxes, prompts.Points, prompts.Masks })
        {
            if (prompt is not null) fine = fine.add(prompt.reshape(results, -1).mean([1]).reshape(results, 1, 1, 1));
        }
        var (logits, features) = Network.Decode(fine, Rows(embedding["coarse"], prompts));
        var routing = _routing?.call(features).reshape(results, TinyNetwork.Classes, -1, logits.shape[2], logits.shape[3]);
        return new(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope()) { RoutingLogits = routing?.MoveToOuterDisposeScope() };
    }
}
