namespace DeferredSeg.PluginKit.Subjects;

/// <summary>What became of a plugin that was unloaded.</summary>
/// <param name="Outcome">Passed where it is gone, failed where something holds it, not applicable where it cannot be unloaded.</param>
/// <param name="Message">What is known of the holder, or why it cannot be unloaded; null where it is gone.</param>
public sealed record UnloadResult(CheckOutcome Outcome, string? Message);
