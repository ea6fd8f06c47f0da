using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Prompts;

/// <summary>Box prompts.</summary>
/// <param name="From">none, wholeImage, or truth: the box around all foreground of the reference, which the ledger shows.</param>
/// <param name="Jitter">The most pixels by which each side moves outwards at random, in input pixels; MedSAM trains with 20.</param>
public sealed record BoxSettings(BoxSource From = BoxSource.None, [OptionRange(0, 10000)] int Jitter = 0);
