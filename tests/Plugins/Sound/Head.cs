namespace Sound.Head;

/// <summary>A head that keeps the contract.</summary>
public sealed class Plugin : HeadPlugin<TinyHead>;
