using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>How the expert answers.</summary>
/// <param name="Threshold">A pixel at least this bright belongs to the target: 0 is black, 255 white.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
public sealed record __Class__Options(
    [OptionRange(0, 255)] int Threshold = 128,
    [OptionRange(0, 1000)] double Cost = 0);
