namespace DeferredSeg.Data.Ledgers;

/// <summary>One expert in an entry.</summary>
/// <param name="Use">What the expert knows about the case.</param>
/// <param name="Containment">Whether the reference is made of the expert's own masks.</param>
public sealed record LedgerExpert(ExpertUse Use, Containment Containment);
