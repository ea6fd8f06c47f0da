using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Cases;

/// <summary>One picture of a case.</summary>
/// <param name="Title">What it shows, in a word or two.</param>
/// <param name="Alternative">What a person who cannot see it is told.</param>
/// <param name="Picture">The picture.</param>
public sealed record PanelPicture(string Title, string Alternative, RasterImage Picture);
