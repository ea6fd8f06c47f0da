using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins.Loader;

/// <summary>What a <see cref="ManagedLoadContext"/> is built from; each context gets its own copy.</summary>
internal sealed record LoadContextSettings
{
    public required string MainAssemblyPath { get; init; }

    public required AssemblyLoadContext DefaultContext { get; init; }

    public required bool PreferDefaultContext { get; init; }

    /// <summary>Simple names of the assemblies that come from the default context; grows while lazily loading.</summary>
    public required HashSet<string> Shared { get; init; }

    public required HashSet<string> Private { get; init; }

    public required IReadOnlyList<string> ProbingPaths { get; init; }

    public required IReadOnlyList<string> ResourceProbingPaths { get; init; }

    public required bool IsLazyLoaded { get; init; }

    public required bool IsCollectible { get; init; }

    public required bool LoadInMemory { get; init; }

    public required bool ShadowCopyNativeLibraries { get; init; }
}
