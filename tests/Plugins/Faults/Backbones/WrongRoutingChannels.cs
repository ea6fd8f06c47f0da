namespace Faults.WrongRoutingChannels;

/// <summary>Routes natively, with J channels instead of J + 1.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options), INativeRouting
{
    private Module<Tensor, Tensor>? _routing;

    public override BackboneDescription Describe() => base.Describe() with { RoutesNatively = true };

    public void AddRoutingChannels(int experts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        if (_routing is not null)
            throw new InvalidOperationException("There are routing channels already.");
        _routing = Conv2d(Options.Width, experts, 1);
        Network.register_module("routing", _routing);
    }

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var output = base.Decode(embedding, prompts, cancellation);
        if (_routing is null)
            return output;
        using var routing = _routing.call(output.Features!);
        return new(output.Logits, output.Features) { RoutingLogits = routing.unsqueeze(1) };
    }
}
