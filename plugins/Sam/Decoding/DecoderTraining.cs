namespace Backbones.Sam;

/// <summary>Which of the mask decoder's pretrained parts may be trained. Routing channels, where there are any, always may.</summary>
public enum DecoderTraining
{
    /// <summary>All that the segmentation depends on (DeferredSeg, Sec. 4.3: the pretrained MLPs are fine-tuned).</summary>
    Whole,

    /// <summary>All but the four hypernetwork MLPs of the masks, which stay as they were pretrained.</summary>
    WithoutMaskHeads,

    /// <summary>Nothing of it: only the routing channels learn.</summary>
    RoutingOnly,
}

/// <summary>The names of what stays as it is.</summary>
internal static class FrozenDecoder
{
    /// <summary>Prefixes of the mask decoder's frozen parameters.</summary>
    /// <param name="decoder">The decoder's own prefix, with a dot.</param>
    /// <param name="training">What of it may be trained.</param>
    /// <param name="hypotheses">Whether what a loss over the logits alone does not reach may be trained too.</param>
    /// <param name="scores">The heads that such a loss never reaches, without dots.</param>
    public static IEnumerable<string> Parts(string decoder, DecoderTraining training, bool hypotheses, params string[] scores)
    {
        if (training == DecoderTraining.RoutingOnly)
        {
            yield return decoder;
            yield break;
        }
        for (var mask = 0; mask < MaskDecoder.Masks; mask++)
        {
            if (training == DecoderTraining.WithoutMaskHeads || (mask > 0 && !hypotheses))
                yield return FormattableString.Invariant($"{decoder}output_hypernetworks_mlps.{mask}.");
        }
        if (hypotheses)
            yield break;
        foreach (var head in scores)
            yield return $"{decoder}{head}.";
    }

    /// <summary>Freezes the parameters whose names begin so.</summary>
    public static void Freeze(Module network, IReadOnlyList<string> parts)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parts.Any(part => name.StartsWith(part, StringComparison.Ordinal)))
                parameter.requires_grad = false;
        }
    }
}
