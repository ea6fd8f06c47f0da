namespace Sound.SimulatedExpert;

/// <summary>A simulated expert that keeps the contract, errors independent from pixel to pixel.</summary>
public sealed class Plugin : ExpertPlugin<TinySimulatedExpert>;
