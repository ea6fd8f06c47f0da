using System.Text.RegularExpressions;

namespace DeferredSeg.PluginManifest.Tests;

public sealed class ToolErrorTests : IDisposable
{
    private readonly ToolRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(
        """{ "kind": "backbone", "id": "A", "optionsType": "DeferredSeg.PluginManifest.Tests.SampelOptions" }""",
        "DSP005",
        "has no type 'DeferredSeg.PluginManifest.Tests.SampelOptions'. Did you mean 'DeferredSeg.PluginManifest.Tests.SampleOptions'?"
    )]
    [InlineData(
        """{ "kind": "backbone", "id": "A", "optionsType": "SampleOptions" }""",
        "DSP005",
        "Did you mean 'DeferredSeg.PluginManifest.Tests.SampleOptions'?"
    )]
    [InlineData(
        """{ "kind": "backbone", "id": "A", "optionsType": "Elsewhere" }""",
        "DSP005",
        "Expected is the full name of a record, such as 'DeferredSeg.PluginManifest."
    )]
    [InlineData(
        """{ "kind": "backbone", "id": "A", "optionsType": "DeferredSeg.PluginManifest.Tests.NeedsAnAnswer" }""",
        "DSP006",
        "NeedsAnAnswer is no option record: 'Depth' has no default"
    )]
    [InlineData("""{ "kind": "backbone", "id": "A", "optionsType": "DeferredSeg.PluginManifest.Tests.ToolErrorTests" }""", "DSP006", "declared as a record")]
    [InlineData(
        """{ "kind": "backbone", "id": "A", "optionType": "X" }""",
        "DSP003",
        "contributions[0] has 'optionType', which is not known; did you mean 'optionsType'?"
    )]
    [InlineData("""{ "id": "A" }""", "DSP002", "contributions[0] has no 'kind'")]
    [InlineData("""{ "kind": "backbone", "id": 3 }""", "DSP002", "'id' of contributions[0] is '3'")]
    [InlineData("\"UNet\"", "DSP002", "contributions[0] is '\"UNet\"'; expected is an object")]
    [InlineData("""{ "kind": "backbone", "id": "A", "options": { "type": "objekt" } }""", "DSP002", "The options of contributions[0] are no schema: $.type is")]
    [InlineData("""{ "kind": "backbone", "id": "A", "optionsType": "X", "options": { "type": "string" } }""", "DSP002", "has 'optionsType' and 'options'")]
    public void A_wrong_contribution_is_told(string contribution, string code, string expected) =>
        Fails($$"""{ "contributions": [ {{contribution}} ] }""", code, expected);

    [Theory]
    [InlineData("\"version\": \"2.3.5\"", "DSP004", "'version' is '2.3.5', but DeferredSeg.PluginManifest.Tests.dll is 2.3.4")]
    [InlineData("\"entry\": \"Other.dll\"", "DSP004", "'entry' is 'Other.dll'")]
    [InlineData("\"licence\": \"MIT\"", "DSP003", "plugin.json has 'licence', which is not known; did you mean 'license'?")]
    [InlineData("\"title\": \" \"", "DSP002", "'title' of plugin.json is '\" \"'; expected is a text that is not empty")]
    [InlineData("\"id\": \"a\", \"id\": \"b\"", "DSP002", "'id'")]
    public void A_wrong_key_is_told(string member, string code, string expected) =>
        Fails($$"""{ {{member}}, "contributions": [ { "kind": "backbone", "id": "A" } ] }""", code, expected);

    [Theory]
    [InlineData("[]", "expected is a JSON object")]
    [InlineData("{}", "'contributions' of plugin.json is not there")]
    [InlineData("""{ "contributions": {} }""", "'contributions' of plugin.json is '{}'")]
    [InlineData("""{ "contributions": [] }""", "'contributions' of plugin.json is '[]'")]
    public void A_manifest_that_brings_nothing_is_told(string manifest, string expected) => Fails(manifest, "DSP002", expected);

    [Fact]
    public void Broken_json_is_told_with_its_line()
    {
        Assert.Equal(1, _run.Of("{\n  \"id\": \"A\",\n  broken\n}"));

        Assert.StartsWith($"{_run.Source}(3,3): error DSP002: It is not JSON:", _run.Errors);
    }

    [Fact]
    public void All_problems_are_told_at_once_one_a_line()
    {
        Assert.Equal(1, _run.Of("""{ "titel": "A", "contributions": [ { "kind": 1, "id": "A" }, { "kind": "head" } ] }"""));

        Assert.Equal(3, _run.Errors.TrimEnd().Split('\n').Length);
        Assert.All(_run.Errors.TrimEnd().Split('\n'), line => Assert.StartsWith($"{_run.Source} : error DSP", line));
    }

    [Fact]
    public void A_plugin_that_does_not_reference_the_contracts_is_told()
    {
        Assert.Equal(1, _run.Of("""{ "contributions": [ { "kind": "backbone", "id": "A" } ] }""", file => file != "DeferredSeg.Abstractions.dll"));

        Assert.Contains("error DSP007: DeferredSeg.Abstractions is not among the plugin's references.", _run.Errors);
    }

    [Fact]
    public void A_missing_manifest_is_answered_with_the_least_one()
    {
        Assert.Equal(1, _run.With(_run.Source, ToolRun.Plugin.Location, _run.Output, "--reference", ToolRun.Plugin.Location));

        Assert.Contains("is not there. A plugin needs one", _run.Errors);
    }

    [Fact]
    public void A_plugin_that_is_no_assembly_is_told()
    {
        File.WriteAllText(_run.Source, "{}");

        Assert.Equal(1, _run.With(_run.Source, _run.Source, _run.Output, "--reference", _run.Source));
        Assert.Contains(" : error DSP001: ", _run.Errors);
    }

    [Theory]
    [InlineData]
    [InlineData("a", "b", "c", "--references", "d")]
    public void Other_arguments_are_answered_with_what_is_expected(params string[] arguments)
    {
        Assert.Equal(1, _run.With(arguments));

        Assert.Contains("plugin.json : error DSP001: ", _run.Errors);
        Assert.Contains("expected are SOURCE ASSEMBLY OUTPUT --reference FILE", _run.Errors);
    }

    private void Fails(string manifest, string code, string expected)
    {
        Assert.Equal(1, _run.Of(manifest));

        var line = Assert.Single(_run.Errors.TrimEnd().Split('\n'));
        Assert.Matches($@"\A{Regex.Escape(_run.Source)}(\(\d+,\d+\)| ): error {code}: ", line);
        Assert.Contains(expected, line);
        Assert.False(File.Exists(_run.Output));
    }
}
