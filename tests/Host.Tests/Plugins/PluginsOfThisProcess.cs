namespace DeferredSeg.Host.Tests.Plugins;

/// <summary>Tests that load plugins run one after another: contexts, and the proof that one is gone, are the process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PluginsOfThisProcess
{
    public const string Name = "Plugins of this process";
}
