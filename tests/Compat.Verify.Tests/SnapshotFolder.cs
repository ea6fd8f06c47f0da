using System.Runtime.CompilerServices;
using System.Text;

namespace Compat.Verify.Tests;

/// <summary>A temporary folder for the files of one test, which goes when the test is over.</summary>
internal sealed class SnapshotFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("deferredseg-verify-").FullName;

    public IEnumerable<string> Files => Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public string Received => Read(Files.Single(file => file.Contains(".received.", StringComparison.Ordinal)));

    public string Verified => Read(Files.Single(file => file.Contains(".verified.", StringComparison.Ordinal)));

    /// <summary>Writes a file as given, without a byte order mark.</summary>
    public void Write(string name, string text) => File.WriteAllText(InFolder(name), text);

    public byte[] Bytes(string name) => File.ReadAllBytes(InFolder(name));

    /// <summary>The name of a file of the calling test.</summary>
    public static string Name(string type, string kind = "verified", string extension = "txt", [CallerMemberName] string method = "") =>
        $"{type}.{method}.{kind}.{extension}";

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string InFolder(string name) => System.IO.Path.Combine(Path, name);

    private string Read(string name) => Encoding.UTF8.GetString(Bytes(name)).TrimStart('\uFEFF');
}
