namespace Sound.Expert;

/// <summary>An expert that keeps the contract.</summary>
public sealed class Plugin : ExpertPlugin<TinyExpert>;
