using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

// usage: PluginCompiler LIST, a file of lines "what<TAB>path": reference, shared, and plugin with a second path, the DLL to write.
var lines = File.ReadLines(args[0]).Select(line => line.Split('\t')).ToLookup(parts => parts[0], parts => parts[1..]);
var parsing = new CSharpParseOptions(LanguageVersion.Latest);
var references = lines["reference"].Select(parts => MetadataReference.CreateFromFile(parts[0])).ToList();
var shared = lines["shared"].Select(parts => Parse(parts[0])).ToList();
var options = new CSharpCompilationOptions(
    OutputKind.DynamicallyLinkedLibrary,
    optimizationLevel: OptimizationLevel.Release,
    deterministic: true,
    nullableContextOptions: NullableContextOptions.Enable,
    generalDiagnosticOption: ReportDiagnostic.Error,
    specificDiagnosticOptions: lines["ignored"].Select(parts => KeyValuePair.Create(parts[0], ReportDiagnostic.Suppress))
);
var problems = new ConcurrentBag<string>();
Parallel.ForEach(
    lines["plugin"],
    parts =>
    {
        var (source, dll) = (parts[0], parts[1]);
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(dll), [.. shared, Parse(source)], references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        foreach (var problem in result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error))
            problems.Add(problem.ToString());
        if (!result.Success)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(dll)!);
        File.WriteAllBytes(dll, image.ToArray());
    }
);
foreach (var problem in problems.Distinct().Order(StringComparer.Ordinal))
    Console.Error.WriteLine(problem);
return problems.IsEmpty ? 0 : 1;

SyntaxTree Parse(string path)
{
    using var file = File.OpenRead(path);
    return CSharpSyntaxTree.ParseText(SourceText.From(file), parsing, path);
}
