using System.Reflection;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>A plugin's code could not be loaded, or was refused after it was.</summary>
internal sealed class PluginLoadException(Verdict verdict, Exception? cause = null) : Exception(verdict.ToString(), cause)
{
    private const string Rebuild = "Build the plugin against this host's DeferredSeg.Abstractions and TorchSharp, and copy its whole output.";

    /// <summary>The state that follows from it, the reason, and how to mend it.</summary>
    public Verdict Verdict { get; } = verdict;

    /// <summary>What an exception while loading means for whoever brought the plugin.</summary>
    public static PluginLoadException Of(Exception e, PluginManifest manifest) => new(Judge(e, manifest), e);

    private static Verdict Judge(Exception e, PluginManifest manifest) =>
        e switch
        {
            ReflectionTypeLoadException types => new(
                PluginState.Failed,
                $"Types of {manifest.Entry} cannot be loaded: "
                    + string.Join("; ", types.LoaderExceptions.OfType<Exception>().Select(one => one.Message).Distinct().Take(3)),
                Rebuild
            ),
            TypeLoadException or MissingMethodException or MissingFieldException => new(
                PluginState.Incompatible,
                $"{manifest.Entry} was built against something else: {e.Message}",
                Rebuild
            ),
            FileNotFoundException or FileLoadException or BadImageFormatException or DllNotFoundException => new(
                PluginState.Failed,
                $"{manifest.Entry} cannot be loaded: {e.Message}",
                Rebuild
            ),
            TargetInvocationException { InnerException: { } inner } => new(
                PluginState.Failed,
                $"The constructor of its entry threw {inner.GetType().Name}: {inner.Message}"
            ),
            TypeInitializationException { InnerException: { } inner } => Judge(inner, manifest),
            _ => new(PluginState.Failed, $"Registering it threw {e.GetType().Name}: {e.Message}"),
        };
}
