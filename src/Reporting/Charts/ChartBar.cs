using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Charts;

/// <summary>A bar.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">Its length, 0 or more.</param>
/// <param name="Colour">Its colour, that of an expert in <see cref="RoutingPalette"/> for example; null for grey.</param>
/// <param name="Detail">What is said beside its value, for example how long an expert was at work; null for nothing.</param>
public sealed record ChartBar(string Name, double Value, RgbColour? Colour = null, string? Detail = null);
