using System.Reflection;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>What an exception while loading means for whoever brought the plugin.</summary>
internal static class LoadFailure
{
    private const string Rebuild = "Build the plugin against this host's DeferredSeg.Abstractions and TorchSharp, and copy its whole output.";

    public static Verdict Verdict(Exception e, PluginManifest manifest) =>
        e switch
        {
            ReflectionTypeLoadException types => new(
                PluginState.Failed,
                $"Types of {manifest.Entry} cannot be loaded: {string.Join("; ", types.LoaderExceptions.OfType<Exception>().Select(one => one.Message).Distinct().Take(3))}",
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
            TypeInitializationException { InnerException: { } inner } => Verdict(inner, manifest),
            _ => new(PluginState.Failed, $"Registering it threw {e.GetType().Name}: {e.Message}"),
        };
}
