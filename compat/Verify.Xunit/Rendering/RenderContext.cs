using VerifyTests.Scrubbing;

namespace VerifyTests.Rendering;

/// <summary>What rendering needs to know of the verification.</summary>
internal sealed class RenderContext(VerifySettings settings, Placeholders placeholders)
{
    public bool HasAppended => settings.Appended.Count > 0;

    /// <summary>Renders an object, with the appended values if there are any.</summary>
    public Snapshot Json(object? target)
    {
        var root = HasAppended ? Members.OfAppended(target, settings.Appended) : target;
        var strict = VerifierSettings.StrictJson;
        return Snapshot.OfText(JsonText.Of(root, placeholders, strict), strict ? "json" : "txt");
    }
}
