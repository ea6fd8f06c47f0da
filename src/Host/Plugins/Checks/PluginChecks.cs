using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using NuGet.Versioning;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>What can be said of a plugin before any of its code is loaded.</summary>
internal static class PluginChecks
{
    /// <summary>The reasons to refuse it, the gravest first; none where it may be loaded.</summary>
    /// <param name="folder">The plugin's folder, canonical.</param>
    /// <param name="manifest">Its description.</param>
    /// <param name="files">Its files.</param>
    public static IReadOnlyList<Verdict> Run(string folder, PluginManifest manifest, IReadOnlyList<string> files)
    {
        var verdicts = new List<Verdict>();
        if (Path.GetFileName(folder) != manifest.Id)
            verdicts.Add(
                new(
                    PluginState.Blocked,
                    $"Its folder is called {ShownText.Of(Path.GetFileName(folder))}, its id is {manifest.Id}.",
                    "Give the folder the id as its name."
                )
            );
        var assemblies = files
            .Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .Select(file => AssemblyFacts.Read(folder, file))
            .OfType<AssemblyFacts>()
            .ToList();
        var entry = assemblies.Find(assembly => assembly.File == manifest.Entry);
        if (entry is null)
            verdicts.Add(
                new(
                    PluginState.Failed,
                    $"Its entry {manifest.Entry} {(files.Contains(manifest.Entry) ? "is no .NET assembly" : "is not in the folder")}.",
                    "Build the plugin and copy its whole output."
                )
            );
        else if (entry.Name + ".dll" != manifest.Entry)
            verdicts.Add(
                new(
                    PluginState.Blocked,
                    $"Its entry {manifest.Entry} is the assembly {ShownText.Of(entry.Name)}, renamed.",
                    $"Name {ShownText.Of(entry.Name)}.dll as the entry."
                )
            );

        var current = new NuGetVersion(ContractVersion.Current);
        if (!manifest.Contract.Satisfies(current))
            verdicts.Add(
                new(
                    PluginState.Incompatible,
                    $"It was made for the contract {manifest.Contract.OriginalString}; this host has {ContractVersion.Current}.",
                    $"Use a version of the plugin for contract {ContractVersion.Current}, or build it against this host's DeferredSeg.Abstractions."
                )
            );
        verdicts.AddRange(HostAssemblies.Copies(folder, assemblies));
        if (entry is not null)
        {
            verdicts.AddRange(PlatformCheck.Framework(entry));
            verdicts.AddRange(ReferenceCheck.Run(entry, assemblies));
        }
        verdicts.AddRange(DependencyFileCheck.Run(folder, files));
        verdicts.AddRange(PlatformCheck.Native(files));
        return
        [
            .. verdicts.OrderBy(verdict =>
                verdict.State switch
                {
                    PluginState.Blocked => 0,
                    PluginState.Failed => 1,
                    _ => 2,
                }
            ),
        ];
    }
}
