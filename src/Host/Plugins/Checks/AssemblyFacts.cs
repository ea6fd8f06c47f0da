using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using DeferredSeg.Host.Plugins.Discovery;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>What a DLL says of itself, read without loading it.</summary>
/// <param name="File">Relative to the plugin's folder.</param>
/// <param name="Name">The assembly's simple name, whatever the file is called.</param>
/// <param name="Version">Its version.</param>
/// <param name="Culture">Its culture; empty unless it only carries translations.</param>
/// <param name="Framework">The framework it was built for, for example <c>.NETCoreApp,Version=v10.0</c>; null where it does not say.</param>
/// <param name="References">Names and versions of the assemblies that it refers to.</param>
internal sealed record AssemblyFacts(
    string File,
    string Name,
    Version Version,
    string Culture,
    string? Framework,
    IReadOnlyList<(string Name, Version Version)> References
)
{
    /// <summary>Reads a file; null where it is no .NET assembly (a native library, for example).</summary>
    public static AssemblyFacts? Read(string folder, string file)
    {
        // A named pipe has no length, and opening one waits for a writer; a link has a length of its own.
        var path = CanonicalPath.Of(Path.Combine(folder, file));
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            return null;
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
                return null;
            var reader = image.GetMetadataReader();
            if (!reader.IsAssembly)
                return null;
            var definition = reader.GetAssemblyDefinition();
            return new(
                file,
                reader.GetString(definition.Name),
                definition.Version,
                reader.GetString(definition.Culture),
                TargetFramework(reader),
                [.. reader.AssemblyReferences.Select(reader.GetAssemblyReference).Select(reference => (reader.GetString(reference.Name), reference.Version))]
            );
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static string? TargetFramework(MetadataReader reader)
    {
        foreach (var attribute in reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute))
        {
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
                continue;
            var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (
                parent.Kind != HandleKind.TypeReference
                || reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name) != "TargetFrameworkAttribute"
            )
                continue;
            var value = reader.GetBlobReader(attribute.Value);
            return value.ReadUInt16() == 1 ? value.ReadSerializedString() : null;
        }
        return null;
    }
}
