using DeferredSeg.Abstractions.Options;

namespace Experts.Baselines;

/// <summary>The options of <c>constant</c>.</summary>
/// <param name="Value">What every pixel of every class is: 0 is background everywhere, 1 is every class at once, also where classes exclude each other.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
public sealed record ConstantOptions([OptionRange(0, 1)] int Value = 0, [OptionRange(0, 1e9)] double Cost = 0, string? Person = null, string? Tier = null);
