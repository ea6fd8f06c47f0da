using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>Takes results out of the dispose scopes of the plugin's thread, so that they outlive them.</summary>
internal static class Detached
{
    public static Embedding From(Embedding embedding)
    {
        foreach (var name in embedding?.Names ?? [])
            From(embedding![name]);
        return embedding!;
    }

    public static SegmentationOutput From(SegmentationOutput output)
    {
        if (output is null)
            return null!;
        Tensor?[] tensors =
        [
            output.Logits,
            output.Features,
            output.Hypotheses,
            output.Scores,
            output.RoutingLogits,
            output.PredictorLogit,
            output.Image,
            output.FieldOfView,
            .. output.DeepLogits ?? [],
        ];
        foreach (var tensor in tensors)
            From(tensor);
        foreach (var extra in output.Extras?.Values ?? [])
            From(extra);
        return output;
    }

    public static PromptTokens From(PromptTokens tokens)
    {
        From(tokens?.Sparse);
        From(tokens?.Dense);
        return tokens!;
    }

    public static MixedTokens From(MixedTokens mixed)
    {
        From(mixed?.Tokens);
        From(mixed?.Image);
        return mixed!;
    }

    public static SessionProposals From(SessionProposals proposals)
    {
        From(proposals?.Answer);
        foreach (var candidate in proposals?.Candidates ?? [])
            From(candidate);
        return proposals!;
    }

    public static DeferralOutput From(DeferralOutput output)
    {
        if (output is null)
            return null!;
        From(output.RoutingLogits);
        From(output.PredictorLogit);
        return output;
    }

    /// <summary>The same values under wrappers of the current scope's own.</summary>
    public static Embedding Aliases(Embedding embedding) => new(embedding.Names.Select(name => (name, embedding[name].alias())));

    /// <summary>The same values under wrappers of the current scope's own.</summary>
    public static SegmentationOutput Aliases(SegmentationOutput output) =>
        new(output.Logits.alias(), output.Features?.alias())
        {
            DeepLogits = [.. output.DeepLogits.Select(deep => deep.alias())],
            Hypotheses = output.Hypotheses?.alias(),
            Scores = output.Scores?.alias(),
            RoutingLogits = output.RoutingLogits?.alias(),
            PredictorLogit = output.PredictorLogit?.alias(),
            Image = output.Image?.alias(),
            FieldOfView = output.FieldOfView?.alias(),
            Extras = output.Extras.ToDictionary(entry => entry.Key, entry => entry.Value.alias()),
        };

    /// <summary>The same values under wrappers of the current scope's own.</summary>
    public static PromptBatch Aliases(PromptBatch prompts) => prompts.Map(tensor => tensor.alias());

    /// <summary>The same values under wrappers of the current scope's own.</summary>
    public static PromptTokens Aliases(PromptTokens tokens) => new(tokens.Sparse.alias(), tokens.Dense.alias());

    /// <summary>The same values under wrappers of the current scope's own.</summary>
    public static MixedTokens Aliases(MixedTokens mixed) => new(mixed.Tokens.alias(), mixed.Image.alias());

    public static Tensor From(Tensor? tensor)
    {
        if (tensor is { IsInvalid: false })
            tensor.DetachFromDisposeScope();
        return tensor!;
    }
}
