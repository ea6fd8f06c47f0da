using System.Text;
using System.Text.Json.Nodes;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Tests.Plugins.Manifests;

public sealed class ManifestTests : IDisposable
{
    private const string Good = """
        {
          "id": "Acme.Nets", "version": "1.2.3-beta", "contract": "[1.0,2.0)", "entry": "Acme.Nets.dll",
          "title": "Nets", "description": "Two lines:\nand more.", "license": "MIT", "$schema": "x",
          "contributions": [
            { "kind": "backbone", "id": "Net", "options": { "type": "object", "properties": { "width": { "type": "integer", "default": 4, "minimum": 1, "maximum": 64 }, "mode": { "type": "string", "enum": [ "fast", "slow" ], "default": "fast" } }, "additionalProperties": false } },
            { "kind": "expert", "id": "net", "title": "Ask", "description": "Asks.", "license": "CC0", "citation": "A. Person, 2024." }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_good_manifest_is_read_in_full()
    {
        var manifest = Read(Good);

        Assert.Equal(
            ("Acme.Nets", "1.2.3-beta", "Acme.Nets.dll", "Nets", "MIT"),
            (manifest.Id, manifest.Version.ToNormalizedString(), manifest.Entry, manifest.Title, manifest.License)
        );
        Assert.Equal(["backbone Net", "expert net"], manifest.Contributions.Select(one => one.ToString()));
        Assert.Equal(["width", "mode"], manifest.Contributions[0].Options!.Properties.Select(property => property.Name));
        Assert.Null(manifest.Contributions[1].Options);
        Assert.Null(manifest.Contributions[0].Citation);
        var about = manifest.Contributions[1];
        Assert.Equal(("Ask", "Asks.", "CC0", "A. Person, 2024."), (about.Title, about.Description, about.License, about.Citation));
    }

    [Theory]
    [InlineData("id", null, "'id' is missing")]
    [InlineData("id", "7", "'id' is a number; expected text")]
    [InlineData("id", "null", "'id' is null")]
    [InlineData("id", "\"\"", "'id'")]
    [InlineData("id", "\"9lives\"", "\"9lives\"; expected letters")]
    [InlineData("id", "\"a b\"", "\"a b\"; expected letters")]
    [InlineData("id", "\"../up\"", "\"../up\"; expected letters")]
    [InlineData("id", "\"dot.\"", "\"dot.\"; expected a name that a folder can have")]
    [InlineData("id", "\"nul\"", "\"nul\"; expected a name that a folder can have")]
    [InlineData("version", null, "'version' is missing")]
    [InlineData("version", "1.0", "'version' is a number")]
    [InlineData("version", "\"one\"", "\"one\"; expected a version such as")]
    [InlineData("contract", null, "'contract' is missing")]
    [InlineData("contract", "[\"1.0\"]", "'contract' is a list")]
    [InlineData("contract", "\"soon\"", "\"soon\"; expected a range")]
    [InlineData("contract", "\"1.0\"", "upper bound")]
    [InlineData("contract", "\"[1.0,)\"", "upper bound")]
    [InlineData("contract", "\"1.*\"", "'contract' is \"1.*\"; expected a range")]
    [InlineData("contract", "\"*\"", "'contract' is \"*\"; expected a range")]
    [InlineData("entry", null, "'entry' is missing")]
    [InlineData("entry", "true", "'entry' is true or false")]
    [InlineData("entry", "\"../x.dll\"", "plain file name")]
    [InlineData("entry", "\"x.exe\"", "plain file name")]
    [InlineData("title", "5", "'title' is a number; expected text")]
    [InlineData("description", "{}", "'description' is an object; expected text")]
    [InlineData("license", "\"\\u001b[2J\"", "'license' is \"?[2J\", with control characters")]
    [InlineData("contributions", null, "'contributions'")]
    [InlineData("contributions", "{}", "'contributions'")]
    [InlineData("contributions", "[]", "at least one")]
    [InlineData("contributions", "[3]", "contributions[0] is a number; expected an object")]
    [InlineData("contributions/0/kind", null, "'contributions[0].kind' is missing")]
    [InlineData("contributions/0/kind", "\"network\"", "\"network\"; expected backbone, wrapper, head or expert")]
    [InlineData("contributions/0/kind", "\"0\"", "\"0\"; expected backbone, wrapper, head or expert")]
    [InlineData("contributions/0/kind", "\"+1\"", "\"+1\"; expected backbone, wrapper, head or expert")]
    [InlineData("contributions/0/kind", "\"backbone, head\"", "\"backbone, head\"; expected backbone, wrapper, head or expert")]
    [InlineData("contributions/0/kind", "\" backbone\"", "\" backbone\"; expected backbone, wrapper, head or expert")]
    [InlineData("contributions/0/id", null, "'contributions[0].id' is missing")]
    [InlineData("contributions/0/id", "\"a/b\"", "'contributions[0].id' is \"a/b\"")]
    [InlineData("contributions/0/citation", "5", "'contributions[0].citation' is a number; expected text")]
    [InlineData("contributions/0/colour", "1", "'contributions[0].colour' is not known; the keys are kind, id, title, description, license, citation, options")]
    [InlineData("contributions/1/kind", "\"backbone\"", "'contributions[1].id' is \"net\"; expected a name that no other backbone")]
    [InlineData("contributions/0/options", "5", "'contributions[0].options' is no schema of options")]
    [InlineData("contributions/0/options/type", "\"array\"", "'contributions[0].options'")]
    [InlineData("contributions/0/options", "{ \"type\": \"string\" }", "'contributions[0].options' is the schema of something else than an object")]
    [InlineData("contributions/0/options/properties/width/minimum", "\"one\"", "minimum")]
    [InlineData("contributions/0/options/properties/width/minimun", "1", "did you mean 'minimum'")]
    [InlineData("colour", "1", "'colour' is not known; the keys are id, version")]
    public void Each_mistake_is_told_with_file_and_key(string key, string? json, string expected)
    {
        var message = Refusal(With(key, json));

        Assert.Contains(Path.Combine(_folder, "plugin.json"), message);
        Assert.Contains(expected, message);
        // One mistake, one problem.
        Assert.DoesNotContain("; '", message[message.IndexOf(" is not right: ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Several_mistakes_are_told_at_once()
    {
        var message = Refusal(
            """{ "id": "9", "version": "x", "contract": "1.0", "entry": "a/b.dll", "extra": 1, "contributions": [ { "kind": "k", "id": "ok" } ] }"""
        );

        Assert.All(["'id'", "'version'", "'contract'", "'entry'", "'extra'", "'contributions[0].kind'"], key => Assert.Contains(key, message));
    }

    [Fact]
    public void A_contribution_of_an_unknown_kind_is_not_taken_for_another() =>
        Assert.DoesNotContain(
            "no other",
            Refusal(
                """{ "id": "A", "version": "1.0.0", "contract": "[1.0]", "entry": "A.dll", "contributions": [ { "kind": "k", "id": "Net" }, { "kind": "backbone", "id": "Net" } ] }"""
            )
        );

    [Theory]
    [InlineData("\"id\": \"Acme.Nets\"", "\"id\": \"Acme.Nets\", \"id\": \"Other\"", "'id' is there 2 times")]
    [InlineData("\"kind\": \"backbone\"", "\"kind\": \"backbone\", \"kind\": \"head\"", "'contributions[0].kind' is there 2 times")]
    [InlineData("\"type\": \"object\"", "\"type\": \"object\", \"type\": \"object\"", "'contributions[0].options' is no schema of options")]
    [InlineData("\"title\": \"Nets\"", "\"title\": \"Nets\" oops", "line 3, column")]
    [InlineData("\"title\": \"Nets\"", "\"title\": \"\\ud800\"", "is not JSON")]
    [InlineData("\"Acme.Nets\"", "\"\\udc00\"", "is not JSON")]
    [InlineData("\"title\"", "\"\\ud800\"", "is not JSON")]
    public void Text_that_only_looks_like_a_manifest_is_refused(string good, string bad, string expected) =>
        Assert.Contains(expected, Refusal(Replaced(Good, good, bad)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("<plugin/>")]
    public void What_is_no_object_is_refused(string text) => Refusal(text);

    [Fact]
    public void A_manifest_that_is_not_there_is_said_to_be_missing() =>
        Assert.Contains("is not there", Assert.Throws<InvalidManifestException>(() => ManifestReader.Read(_folder)).Message);

    [Fact]
    public void A_manifest_that_is_too_large_is_not_read() => Assert.Contains("1 to 1048576 bytes", Refusal(Good + new string(' ', 1 << 20)));

    [Fact]
    public void Text_that_is_no_utf8_is_refused()
    {
        byte[] latin = [.. Encoding.UTF8.GetBytes(Good.Replace("\"Nets\"", "\"N@ts\""))];
        latin[latin.IndexOf((byte)'@')] = 0xE9;

        File.WriteAllBytes(Path.Combine(_folder, "plugin.json"), latin);

        Assert.Throws<InvalidManifestException>(() => ManifestReader.Read(_folder));
    }

    [Fact]
    public void A_byte_order_mark_is_no_mistake()
    {
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), Good, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("Acme.Nets", ManifestReader.Read(_folder).Id);
    }

    [Theory]
    [InlineData("{\"title\":")]
    [InlineData("[")]
    [InlineData("{\"contributions\":[{\"options\":{\"type\":\"array\",\"items\":")]
    public void Deep_nesting_is_refused(string opening) => Refusal(string.Concat(Enumerable.Repeat(opening, 20_000)));

    [Fact]
    public void Two_thousand_mutants_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(20261);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Good).ToList();
            for (var change = random.Next(1, 6); change > 0; change--)
                Mutate(bytes, random);
            File.WriteAllBytes(Path.Combine(_folder, "plugin.json"), [.. bytes]);
            try
            {
                ManifestReader.Read(_folder);
            }
            catch (InvalidManifestException e)
            {
                refused++;
                Assert.DoesNotContain(e.Message, c => char.IsControl(c));
            }
        }

        Assert.InRange(refused, 1000, 1999);
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        string[] pieces =
        [
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "-1",
            "1e999",
            "\\ud800",
            "\\u0000",
            "..",
            "/",
            "*",
            "\"id\":\"x\",",
            "9999999999999999999999",
        ];
        var at = random.Next(bytes.Count);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                break;
            case 2:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                break;
            default:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                break;
        }
    }

    private static string With(string key, string? json)
    {
        var root = JsonNode.Parse(Good)!;
        var steps = key.Split('/');
        var place = root;
        foreach (var step in steps[..^1])
            place = int.TryParse(step, out var index) ? place[index]! : place[step]!;
        if (json is null)
            place.AsObject().Remove(steps[^1]);
        else
            place[steps[^1]] = JsonNode.Parse(json);
        return root.ToJsonString();
    }

    private static string Replaced(string text, string good, string bad)
    {
        var at = text.IndexOf(good, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"There is no {good}.") : text[..at] + bad + text[(at + good.Length)..];
    }

    private PluginManifest Read(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), text);
        return ManifestReader.Read(_folder);
    }

    private string Refusal(string text) => Assert.Throws<InvalidManifestException>(() => Read(text)).Message;
}
