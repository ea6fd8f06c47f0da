using System.Text.Json;
using DeferredSeg.Schema.Json;
using DeferredSeg.Schema.Nodes;

namespace DeferredSeg.PluginManifest;

/// <summary>One thing that a plugin brings, as its author wrote it down.</summary>
/// <param name="Kind">What it is, for example <c>backbone</c>.</param>
/// <param name="Id">The name by which configurations ask for it.</param>
/// <param name="Title">Its name for people; null if not given.</param>
/// <param name="Description">What it is, in a sentence; null if not given.</param>
/// <param name="License">The licence of what it follows, such as a network's published code and weights; null if not given.</param>
/// <param name="Citation">The publication to cite; null if not given.</param>
/// <param name="OptionsType">The full name of its option record; null if it has none.</param>
/// <param name="Options">A schema written by hand; null if there is none.</param>
internal sealed record SourceContribution(
    string Kind,
    string Id,
    string? Title,
    string? Description,
    string? License,
    string? Citation,
    string? OptionsType,
    SchemaNode? Options
)
{
    private static readonly string[] _keys = ["kind", "id", "title", "description", "license", "citation", "optionsType", "options"];

    public static SourceContribution Read(JsonElement element, int index, List<ManifestError> errors)
    {
        var members = new KnownMembers(element, $"contributions[{index}]", _keys, errors);
        var options = members.Element("options");
        var type = members.Text("optionsType", isRequired: false);
        if (options is not null && type is not null)
            errors.Add(
                new(
                    ManifestError.Malformed,
                    $"contributions[{index}] has 'optionsType' and 'options'; expected is one of them. Remove 'options': it is written from the type."
                )
            );
        return new(
            members.Text("kind", isRequired: true) ?? "",
            members.Text("id", isRequired: true) ?? "",
            members.Text("title", isRequired: false),
            members.Text("description", isRequired: false),
            members.Text("license", isRequired: false),
            members.Text("citation", isRequired: false),
            type,
            Schema(options, index, errors)
        );
    }

    private static SchemaNode? Schema(JsonElement? options, int index, List<ManifestError> errors)
    {
        try
        {
            return options is { } element ? SchemaJson.Parse(element) : null;
        }
        catch (SchemaFormatException e)
        {
            errors.Add(new(ManifestError.Malformed, $"The options of contributions[{index}] are no schema: {e.Message}"));
            return null;
        }
    }
}
