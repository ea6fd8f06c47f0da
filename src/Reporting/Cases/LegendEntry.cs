using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Cases;

/// <summary>What a colour of a case's pictures means.</summary>
/// <param name="Colour">The colour.</param>
/// <param name="Meaning">Its meaning.</param>
public sealed record LegendEntry(RgbColour Colour, string Meaning);
