namespace TorchSharp.Modules;

/// <summary>Marks modules without state of their own.</summary>
public interface IParameterLessModule;
