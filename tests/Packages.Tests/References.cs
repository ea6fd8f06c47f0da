using System.Text.Json;

namespace Packages.Tests;

/// <summary>What a project references under given properties; nothing is restored or built.</summary>
internal sealed record References(IReadOnlyList<string> Packages, IReadOnlyList<string> Projects)
{
    public static References Of(string project, params IEnumerable<string> properties)
    {
        var result = DotnetCommand.Run(["msbuild", project, "-nologo", "-getItem:PackageReference,ProjectReference", .. properties.Select(property => $"-p:{property}")]);
        using var document = JsonDocument.Parse(result.Succeeded().Output);
        var items = document.RootElement.GetProperty("Items");
        return new References(
            Identities(items, "PackageReference", identity => identity),
            Identities(items, "ProjectReference", identity => Path.GetFileName(identity)));
    }

    private static List<string> Identities(JsonElement items, string kind, Func<string, string> name) =>
        [.. items.GetProperty(kind).EnumerateArray().Select(item => name(item.GetProperty("Identity").GetString()!)).Order(StringComparer.Ordinal)];
}
