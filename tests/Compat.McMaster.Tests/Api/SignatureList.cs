namespace Compat.McMaster.Tests.Api;

/// <summary>The real package's public members: type line to member lines, as the list in this folder has them.</summary>
internal static class SignatureList
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read()
    {
        var types = new Dictionary<string, IReadOnlyList<string>>();
        List<string> members = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Api", "McMaster.NETCore.Plugins-2.0.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (char.IsWhiteSpace(line[0]))
                members.Add(line.Trim());
            else
                types.Add(line, members = []);
        }

        return types;
    }
}
