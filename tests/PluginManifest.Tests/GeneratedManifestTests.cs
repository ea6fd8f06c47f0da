using System.Text.Json;
using VerifyXunit;

namespace DeferredSeg.PluginManifest.Tests;

public sealed class GeneratedManifestTests : IDisposable
{
    private const string Minimal =
        """{ "contributions": [ { "kind": "backbone", "id": "Sample", "optionsType": "DeferredSeg.PluginManifest.Tests.SampleOptions" } ] }""";

    private readonly ToolRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public Task The_manifest_of_UNet_is_complete() => Verifier.Verify(File.ReadAllText(Path.Combine(ToolRun.Fact("Plugins"), "Backbones.UNet", "plugin.json")));

    [Fact]
    public void What_is_absent_is_filled_in()
    {
        Assert.Equal((0, ""), (_run.Of(Minimal), _run.Errors));

        var manifest = JsonDocument.Parse(File.ReadAllText(_run.Output)).RootElement;
        Assert.Equal(
            ["id DeferredSeg.PluginManifest.Tests", "version 2.3.4", "contract [1.0,2.0)", "entry DeferredSeg.PluginManifest.Tests.dll", "license MIT"],
            manifest.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).Select(member => $"{member.Name} {member.Value}")
        );
        var options = manifest.GetProperty("contributions")[0].GetProperty("options");
        Assert.Equal(8, options.GetProperty("properties").GetProperty("depth").GetProperty("maximum").GetInt32());
        Assert.False(manifest.GetProperty("contributions")[0].TryGetProperty("optionsType", out _));
    }

    [Fact]
    public void What_is_given_stays()
    {
        Assert.Equal(
            0,
            _run.Of(
                """
                {
                  // An author's comment.
                  "$schema": "https://example.org/plugin.schema.json",
                  "id": "Mine", "title": "Mein „Netz“", "version": "2.3.4-beta.1", "contract": "[1.0,1.5)", "description": "It is.", "license": "BSD-3-Clause",
                  "contributions": [
                    { "kind": "head", "id": "A", "title": "Ah", "description": "One.", "license": "CC0", "citation": "A. Person, 2024.", "options": { "type": "object", "additionalProperties": true } },
                    { "kind": "experts", "id": "B" },
                  ],
                }
                """
            )
        );

        Assert.Equal(
            """
            {
              "id": "Mine",
              "title": "Mein „Netz“",
              "version": "2.3.4-beta.1",
              "contract": "[1.0,1.5)",
              "entry": "DeferredSeg.PluginManifest.Tests.dll",
              "description": "It is.",
              "license": "BSD-3-Clause",
              "contributions": [
                {
                  "kind": "head",
                  "id": "A",
                  "title": "Ah",
                  "description": "One.",
                  "license": "CC0",
                  "citation": "A. Person, 2024.",
                  "options": {
                    "type": "object",
                    "properties": {},
                    "additionalProperties": true
                  }
                },
                {
                  "kind": "experts",
                  "id": "B"
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_run.Output)
        );
    }

    [Fact]
    public void The_same_input_gives_the_same_text()
    {
        _run.Of(Minimal);
        var first = File.ReadAllText(_run.Output);
        _run.Of(Minimal);

        Assert.Equal(first, File.ReadAllText(_run.Output));
    }

    [Fact]
    public void No_code_of_the_plugin_runs() => Assert.Equal(0, _run.Of(Minimal.Replace("SampleOptions", "Explosive")));
}
