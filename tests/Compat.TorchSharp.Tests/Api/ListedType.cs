namespace Compat.TorchSharp.Tests.Api;

/// <summary>A type of the list: its kind (class, sealed class, …), base type and members.</summary>
internal sealed record ListedType(string Kind, string Name, string Base, string[] Interfaces)
{
    public HashSet<string> Members { get; } = [];

    // sealed class TorchSharp.Modules.ReLU : ParameterLessModule<torch.Tensor, torch.Tensor> [IParameterLessModule]
    public static ListedType Parse(string line)
    {
        var interfaces = "";
        if (line.EndsWith(']') && line.IndexOf(" [", StringComparison.Ordinal) is var open and > 0)
        {
            interfaces = line[(open + 2)..^1];
            line = line[..open];
        }
        var (head, parent) = line.Split(" : ", 2) is [var h, var p] ? (h, p) : (line, "");
        var cut = head.LastIndexOf(' ');
        return new(head[..cut], head[(cut + 1)..], parent, [.. MemberText.Split(interfaces)]);
    }
}
