namespace DeferredSeg.Data.Prepared;

/// <summary>What becomes of values that are no numbers.</summary>
public enum NotFiniteRule
{
    /// <summary>The case is refused; the message says how many and where.</summary>
    Refuse,

    /// <summary>They become the least finite value of the image.</summary>
    Minimum,

    /// <summary>They become 0, before anything else.</summary>
    Zero,
}
