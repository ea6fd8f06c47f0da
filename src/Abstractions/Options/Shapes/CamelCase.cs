namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>How names of C# are written in JSON: <c>InputChannels</c> is <c>inputChannels</c>, <c>LBWeight</c> is <c>lbWeight</c>.</summary>
internal static class CamelCase
{
    public static string Of(string name)
    {
        var capitals = name.TakeWhile(char.IsUpper).Count();
        // The last capital of several begins the next word, unless nothing or no letter follows it.
        var lowered = capitals > 1 && capitals < name.Length && char.IsLower(name[capitals]) ? capitals - 1 : capitals;
        return name[..lowered].ToLowerInvariant() + name[lowered..];
    }
}
