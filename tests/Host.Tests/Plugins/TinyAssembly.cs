using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace DeferredSeg.Host.Tests.Plugins;

/// <summary>Assemblies without code that say of themselves what a test wants, and changed versions of real ones.</summary>
internal static class TinyAssembly
{
    /// <summary>Writes an assembly.</summary>
    /// <param name="file">Where.</param>
    /// <param name="name">Its simple name, whatever the file is called.</param>
    /// <param name="version">Its version.</param>
    /// <param name="framework">What its TargetFrameworkAttribute says; null for no such attribute.</param>
    /// <param name="references">What it refers to.</param>
    public static void Write(string file, string name, string version = "1.0.0.0", string? framework = null, params (string Name, string Version)[] references)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString(Path.GetFileName(file)), metadata.GetOrAddGuid(Guid.Empty), default, default);
        var assembly = metadata.AddAssembly(metadata.GetOrAddString(name), Version.Parse(version), default, default, 0, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(
            default,
            default,
            metadata.GetOrAddString("<Module>"),
            default,
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1)
        );
        foreach (var (other, its) in references)
            Reference(metadata, other, its);
        if (framework is not null)
            Target(metadata, assembly, framework);
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new(metadata), new()).Serialize(image);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, image.ToArray());
    }

    /// <summary>Copies an assembly and changes the version that it has, or with which it refers to another.</summary>
    public static void CopyWithVersion(string from, string to, string name, ushort major)
    {
        var bytes = File.ReadAllBytes(from);
        using var image = new PEReader([.. bytes]);
        var reader = image.GetMetadataReader();
        // A row of either table begins with the version's four numbers, but an assembly's hash algorithm comes first.
        int Offset(TableIndex table, int row, int skip) =>
            image.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(table) + row * reader.GetTableRowSize(table) + skip;
        var offset =
            reader.GetString(reader.GetAssemblyDefinition().Name) == name
                ? Offset(TableIndex.Assembly, 0, 4)
                : Offset(
                    TableIndex.AssemblyRef,
                    reader.AssemblyReferences.ToList().FindIndex(handle => reader.GetString(reader.GetAssemblyReference(handle).Name) == name),
                    0
                );
        BitConverter.GetBytes(major).CopyTo(bytes, offset);
        File.WriteAllBytes(to, bytes);
    }

    private static AssemblyReferenceHandle Reference(MetadataBuilder metadata, string name, string version) =>
        metadata.AddAssemblyReference(metadata.GetOrAddString(name), Version.Parse(version), default, default, 0, default);

    private static void Target(MetadataBuilder metadata, AssemblyDefinitionHandle assembly, string framework)
    {
        var type = metadata.AddTypeReference(
            Reference(metadata, "System.Runtime", "10.0.0.0"),
            metadata.GetOrAddString("System.Runtime.Versioning"),
            metadata.GetOrAddString("TargetFrameworkAttribute")
        );
        var signature = new BlobBuilder();
        new BlobEncoder(signature)
            .MethodSignature(isInstanceMethod: true)
            .Parameters(1, result => result.Void(), parameters => parameters.AddParameter().Type().String());
        var constructor = metadata.AddMemberReference(type, metadata.GetOrAddString(".ctor"), metadata.GetOrAddBlob(signature));
        var value = new BlobBuilder();
        value.WriteUInt16(1);
        value.WriteSerializedString(framework);
        value.WriteUInt16(0);
        metadata.AddCustomAttribute(assembly, constructor, metadata.GetOrAddBlob(value));
    }
}
