using System.Text.Json;

namespace DeferredSeg.Schema.Json;

/// <summary>Comparing without throwing: <see cref="JsonElement.ValueEquals(string)"/> throws where the element is no text.</summary>
internal static class JsonElementText
{
    public static bool ValueEqualsText(this JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);
}
