using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Phantom;

/// <summary>A generated set: lesions with ambiguous borders and thin structures, and raters with styles of their own.</summary>
/// <param name="Cases">How many images.</param>
/// <param name="Size">Rows and columns.</param>
/// <param name="Patients">How many patients, dealt in turn over the images; 0 for as many as images.</param>
/// <param name="Raters">How many raters; beyond the fourth, styles repeat with other numbers.</param>
/// <param name="Lesions">The most lesions in an image; each has one at least.</param>
/// <param name="Threads">The most thin structures in an image.</param>
/// <param name="Contrast">How much brighter a lesion is than its ground, of a range of 1; borders fade from it.</param>
/// <param name="Noise">The standard deviation of the noise, of a range of 1.</param>
/// <param name="Seed">Which set; a case follows from it and its number alone.</param>
public sealed record PhantomSettings(
    [OptionRange(1, 1000000)] int Cases = 60,
    [OptionRange(16, 4096)] int Size = 96,
    [OptionRange(0, 1000000)] int Patients = 0,
    [OptionRange(0, 64)] int Raters = 4,
    [OptionRange(1, 32)] int Lesions = 3,
    [OptionRange(0, 32)] int Threads = 2,
    [OptionRange(0.01, 0.6)] double Contrast = 0.28,
    [OptionRange(0, 0.5)] double Noise = 0.08,
    long Seed = 0
);
