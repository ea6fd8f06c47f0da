using DeferredSeg.Abstractions.Options;

namespace Experts.Baselines;

/// <summary>The options of <c>oracle</c>.</summary>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
public sealed record OracleOptions([OptionRange(0, 1e9)] double Cost = 0, string? Person = null, string? Tier = null);
