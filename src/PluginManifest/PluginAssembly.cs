using System.Reflection;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Options.Shapes;
using DeferredSeg.Schema;

namespace DeferredSeg.PluginManifest;

/// <summary>A plugin's assembly, looked at without running anything in it.</summary>
internal sealed class PluginAssembly : IDisposable
{
    private const string Abstractions = "DeferredSeg.Abstractions";
    private const string ContractKey = "DeferredSegContract";

    private readonly MetadataLoadContext _context;
    private readonly Assembly _assembly;

    private PluginAssembly(MetadataLoadContext context, Assembly assembly) => (_context, _assembly) = (context, assembly);

    public string Name => _assembly.GetName().Name!;

    /// <summary>The assembly's version, three parts.</summary>
    public string Version => _assembly.GetName().Version!.ToString(3);

    public string File => Path.GetFileName(_assembly.Location);

    /// <summary>The assembly's title, unless it is only its name, which the SDK writes when nobody gave one.</summary>
    public string? Title => Attribute(typeof(AssemblyTitleAttribute)) is { } title && title != Name ? title : null;

    public string? Description => Attribute(typeof(AssemblyDescriptionAttribute));

    public string? License => Fact(_assembly, "License");

    public static PluginAssembly Open(string file, IReadOnlyList<string> references)
    {
        var context = new MetadataLoadContext(new PathAssemblyResolver([.. references, file]));
        try
        {
            return new(context, context.LoadFromAssemblyPath(Path.GetFullPath(file)));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public void Dispose() => _context.Dispose();

    /// <summary>The contracts that the plugin can work with: from the version it was compiled against up to the next major one.</summary>
    /// <exception cref="IncompleteManifestException">The references have no Abstractions, or one that does not tell its contract.</exception>
    public string ContractRange()
    {
        const string Mend = "Reference the package DeferredSeg.Abstractions, or give 'contract' in plugin.json, such as \"[1.0,2.0)\".";
        var abstractions =
            Resolve(Abstractions)
            ?? throw new IncompleteManifestException(ManifestError.NoContract, $"{Abstractions} is not among the plugin's references. {Mend}");
        var text = Fact(abstractions, ContractKey);
        return System.Version.TryParse(text, out var version)
            ? $"[{version.ToString(2)},{version.Major + 1}.0)"
            : throw new IncompleteManifestException(
                ManifestError.NoContract,
                $"{abstractions.Location} tells its contract as '{text}'; expected is a version such as 1.0. {Mend}"
            );
    }

    /// <summary>The schema of one of the plugin's option records.</summary>
    /// <exception cref="IncompleteManifestException">There is no such type, or it cannot hold options.</exception>
    public ObjectSchema Schema(string typeName)
    {
        var types = _assembly.GetTypes();
        var type = types.FirstOrDefault(type => type.FullName == typeName) ?? throw Unknown(typeName, types);
        try
        {
            return SchemaReader.Read(type);
        }
        catch (OptionRecordException e)
        {
            throw new IncompleteManifestException(ManifestError.NoOptionRecord, e.Message);
        }
    }

    private IncompleteManifestException Unknown(string typeName, Type[] types)
    {
        List<string> records = [.. types.Where(OptionShapeReader.IsRecord).Select(type => type.FullName!)];
        var simple = typeName.Split('.')[^1];
        var nearest = records.Find(record => record.Split('.', '+')[^1] == simple) ?? NearestName.Of(typeName, records);
        var mend =
            nearest is not null ? $"Did you mean '{nearest}'?"
            : records.Count == 0 ? "It has no records at all."
            : $"Expected is the full name of a record, such as '{records[0]}'.";
        return new(ManifestError.UnknownType, $"{File} has no type '{typeName}'. {mend}");
    }

    private Assembly? Resolve(string name)
    {
        try
        {
            return _context.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string? Attribute(Type type) =>
        _assembly.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType.FullName == type.FullName)?.ConstructorArguments[0].Value
            as string
            is { Length: > 0 } text
            ? text
            : null;

    private static string? Fact(Assembly assembly, string key) =>
        assembly
            .GetCustomAttributesData()
            .Where(attribute =>
                attribute.AttributeType.FullName == typeof(AssemblyMetadataAttribute).FullName && attribute.ConstructorArguments[0].Value as string == key
            )
            .Select(attribute => attribute.ConstructorArguments[1].Value as string)
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));
}
