using System.Diagnostics;
using System.Reflection;

namespace DeferredSeg.Server.Tests.Page;

/// <summary>The script that is served is what the sources give, and draws strokes by the rules that the store draws by.</summary>
public sealed class CompiledScriptTests
{
    private static readonly string _page = typeof(CompiledScriptTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(one => one.Key == "Page")
        .Value!;

    [SkippableFact]
    public void TheCommittedScriptIsWhatTheSourcesGive()
    {
        Skip.IfNot(Tool.IsThere("npm"), "npm is not there; it compiles the page's script");
        var folder = Directory.CreateTempSubdirectory("page-");
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json", "tsconfig.json"])
                File.Copy(Path.Combine(_page, name), Path.Combine(folder.FullName, name));
            Directory.CreateDirectory(Path.Combine(folder.FullName, "source"));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_page, "source")))
                File.Copy(file, Path.Combine(folder.FullName, "source", Path.GetFileName(file)));
            // The compiler that is installed for the page already, or else one for this test.
            var compiler = Path.Combine(_page, "node_modules", "typescript");
            if (
                !File.Exists(Path.Combine(compiler, "package.json"))
                || !File.ReadAllText(Path.Combine(compiler, "package.json")).Contains(Pinned(), StringComparison.Ordinal)
            )
            {
                var installed = Tool.Run("npm", folder.FullName, "ci", "--prefer-offline", "--no-audit", "--no-fund");
                Skip.IfNot(installed.Code == 0, $"npm cannot install the compiler: {installed.Text}");
                compiler = Path.Combine(folder.FullName, "node_modules", "typescript");
            }
            var compiled = Tool.Run("node", folder.FullName, Path.Combine(compiler, "bin", "tsc"), "--project", "tsconfig.json");
            Assert.True(compiled.Code == 0, compiled.Text);
            Assert.Equal(Contents(Path.Combine(_page, "compiled")), Contents(Path.Combine(folder.FullName, "compiled")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void StrokesAreDrawnAsTheWorkedExamplesSay()
    {
        Skip.IfNot(Tool.IsThere("node"), "node is not there; it runs the page's script outside of a browser");
        var script = $$"""
            import { Picture } from "file://{{_page}}/compiled/strokes.js";
            import { readFileSync } from "node:fs";
            const { cases } = JSON.parse(readFileSync("{{Path.Combine(AppContext.BaseDirectory, "strokes.json")}}", "utf8"));
            const planes = (rows) => Uint8Array.from(rows.flat().join(""), Number);
            for (const one of cases) {
              const { height, width, classes } = one;
              const picture = new Picture({
                depth: 1, height, width, classes, exclusive: one.kind === "exclusive",
                region: one.region ? planes([one.region]) : null,
                start: one.start ? planes(one.start) : null,
                proposals: (one.proposals ?? []).map(planes),
              });
              for (const stroke of one.strokes) picture.apply(stroke);
              const right = [...picture.values].join("") === [...planes(one.expected)].join("") && picture.verdict === one.verdict && (picture.accepted ?? undefined) === one.accepted
                && JSON.stringify(picture.clicks.map((click) => [click.row, click.column, click.inside ? 1 : 0])) === JSON.stringify(one.clicks ?? []);
              console.log(`${right ? "ok" : "WRONG"} ${one.name}`);
            }
            """;
        var run = Tool.Run("node", AppContext.BaseDirectory, "--input-type=module", "--eval", script);
        var lines = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(run.Code == 0, run.Text);
        Assert.All(lines, line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.True(lines.Length >= 20, run.Text);
    }

    private static string Pinned()
    {
        var named = File.ReadLines(Path.Combine(_page, "package.json")).Single(line => line.Contains("\"typescript\"", StringComparison.Ordinal));
        return $"\"version\": {named[(named.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ', '}', ',')}";
    }

    private static SortedDictionary<string, string> Contents(string folder) =>
        new(Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText), StringComparer.Ordinal);
}

/// <summary>Programs that need not be there.</summary>
internal static class Tool
{
    public static bool IsThere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    public static (int Code, string Text) Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
