namespace Experts.Synthetic.Options;

/// <summary>When an expert's errors are drawn anew.</summary>
public enum Redraw
{
    /// <summary>In every epoch, as in the paper.</summary>
    EveryEpoch,

    /// <summary>Never: the same question gets the same answer in every epoch, as from a person whose masks were collected once.</summary>
    Never,
}
