using System.Collections.Concurrent;
using System.Reflection;

namespace VerifyTests.Naming;

/// <summary>The received and verified files of one verification.</summary>
/// <param name="Directory">Where they are.</param>
/// <param name="Prefix">What their names begin with.</param>
internal sealed record SnapshotFiles(string Directory, string Prefix)
{
    private static readonly ConcurrentDictionary<string, MethodInfo> _used = new();

    /// <summary>Names the files and creates their folder.</summary>
    /// <exception cref="InvalidOperationException">Another verification of this process used the same name.</exception>
    public static SnapshotFiles For(VerifySettings settings, string sourceFile, MethodInfo test)
    {
        var sourceFolder = Path.GetDirectoryName(sourceFile)
            ?? throw new InvalidOperationException($"The folder of the source file '{sourceFile}' cannot be told; expected an absolute path as the compiler passes it.");
        var directory = Path.Combine(sourceFolder, settings.Directory ?? "");
        System.IO.Directory.CreateDirectory(directory);
        var files = new SnapshotFiles(directory, settings.FileName ?? TestName(test, settings));
        files.RequireUnused(test);
        return files;
    }

    public string Received(string extension) => Path.Combine(Directory, $"{Prefix}.received.{extension}");

    public string Verified(string extension) => Path.Combine(Directory, $"{Prefix}.verified.{extension}");

    /// <summary>Verified files of this name with any extension.</summary>
    public IEnumerable<string> AllVerified() => Named(".verified.");

    /// <summary>Deletes what an earlier run received.</summary>
    public void DeleteReceived()
    {
        foreach (var file in Named(".received.").ToList())
            File.Delete(file);
    }

    private static string TestName(MethodInfo test, VerifySettings settings)
    {
        var type = settings.TypeName ?? TypeName(test.ReflectedType ?? test.DeclaringType!);
        return $"{type}.{settings.MethodName ?? test.Name}{ParameterText.Of(test, settings)}";
    }

    private static string TypeName(Type type) => type.IsNested ? $"{type.ReflectedType!.Name}.{type.Name}" : type.Name;

    private IEnumerable<string> Named(string kind)
    {
        var start = Prefix + kind;
        return System.IO.Directory.EnumerateFiles(Directory)
            .Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal));
    }

    private void RequireUnused(MethodInfo test)
    {
        var path = Path.Combine(Directory, Prefix);
        if (!VerifierSettings.RequiresUniquePrefix || _used.TryAdd(path, test))
            return;
        throw new InvalidOperationException(
            $"The files '{path}.*' were used already, by {_used[path].ReflectedType?.Name}.{_used[path].Name}. Two verifications need two names: "
            + "call UseMethodName, UseParameters or UseDirectory, or allow it with VerifierSettings.DisableRequireUniquePrefix().");
    }
}
