namespace Compat.TorchSharp.Tests.Api;

/// <summary>The real package's public types and members, read from the list in this folder and brought into comparable form.</summary>
internal sealed class SignatureList
{
    private readonly Dictionary<string, ListedType> _types = [];

    private SignatureList()
    {
    }

    public static SignatureList Read()
    {
        var list = new SignatureList();
        ListedType? current = null;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Api", "TorchSharp-0.106.txt")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] != ' ')
            {
                current = ListedType.Parse(line);
                list._types.TryAdd(current.Name, current);
            }
            else if (current!.Kind == "enum") current.Members.UnionWith(line.Trim().Split(", "));
            else current.Members.Add(MemberText.Normalise(line.Trim()));
        }
        return list;
    }

    public ListedType? Find(string name) => _types.GetValueOrDefault(name);
}
