using DeferredSeg.Abstractions.Backbones;

namespace Exported;

/// <summary>What a model takes and gives: what options and file say, and what a trial run showed.</summary>
internal sealed record ModelShape
{
    /// <summary>Channels C of the image.</summary>
    public required int Channels { get; init; }

    /// <summary>2 or 3.</summary>
    public required int Axes { get; init; }

    /// <summary>The only size; null where there are several.</summary>
    public IReadOnlyList<int>? Sizes { get; init; }

    /// <summary>What every side is a multiple of.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>Whether it takes one image at a time.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The place of the segmentation among the outputs.</summary>
    public required int Logits { get; init; }

    /// <summary>Classes K.</summary>
    public required int Classes { get; init; }

    /// <summary>How they relate.</summary>
    public required ClassKind ClassKind { get; init; }

    /// <summary>What the outputs are.</summary>
    public required OutputKind Outputs { get; init; }

    /// <summary>The place of the decoder's last map among the outputs; null for a black box.</summary>
    public int? Features { get; init; }

    /// <summary>Channels of that map.</summary>
    public int? FeatureChannels { get; init; }

    /// <summary>What was found out and not said, a sentence each.</summary>
    public IReadOnlyList<string> Assumptions { get; init; } = [];
}
