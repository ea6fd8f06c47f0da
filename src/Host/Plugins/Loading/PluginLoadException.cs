using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>A plugin's code could not be loaded, or was refused after it was.</summary>
internal sealed class PluginLoadException(Verdict verdict, Exception? cause = null) : Exception(verdict.ToString(), cause)
{
    public Verdict Verdict { get; } = verdict;
}
