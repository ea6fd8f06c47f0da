using System.Diagnostics;

namespace DeferredSeg.PluginManifest.Tests;

/// <summary>A plugin project outside of the repository, which imports the targets as a package would bring them and names the tool by its path.</summary>
internal sealed class OutsidePlugin : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-outside-").FullName;

    public OutsidePlugin()
    {
        Write(
            "Outside.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <Version>1.2.3</Version>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <EnableDynamicLoading>true</EnableDynamicLoading>
                <DeferredSegManifestTool>{typeof(Program).Assembly.Location}</DeferredSegManifestTool>
                <DeferredSegPluginsFolder>{PathOf("plugins")}</DeferredSegPluginsFolder>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{typeof(Abstractions.Options.OptionReader).Assembly.Location}" Private="false" />
              </ItemGroup>
              <Import Project="{ToolRun.Fact("PluginTargets")}" />
            </Project>
            """
        );
        Write("plugin.json", """{ "contributions": [ { "kind": "head", "id": "Own", "optionsType": "Outside.OwnOptions" } ] }""");
        WriteOptions("Channels in between.");
    }

    public string Manifest => PathOf("plugins/Outside/plugin.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void WriteOptions(string description) =>
        Write(
            "OwnOptions.cs",
            $$"""
            using DeferredSeg.Abstractions.Options;

            namespace Outside;

            /// <summary>A head's shape.</summary>
            /// <param name="Hidden">{{description}}</param>
            public sealed record OwnOptions([OptionRange(1, 64)] int Hidden = 16);
            """
        );

    /// <summary>Builds it as a user would, not as a child of the test run.</summary>
    public (int ExitCode, string Output) Build()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["build", "-m:1", "-v:m", "-nologo"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name == "DOTNET_HOST_PATH")
                .ToList()
        )
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (process.WaitForExit(_patience))
            return (process.ExitCode, output.GetAwaiter().GetResult());
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"The build did not end within {_patience.TotalMinutes} minutes.");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
