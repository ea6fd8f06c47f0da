namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin returned what the contract does not allow. The message is the fault, a sentence without the plugin's name.</summary>
internal sealed class PluginFaultException(string fault) : Exception(fault);
