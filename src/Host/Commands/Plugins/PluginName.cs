using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The name of a new plugin: its id, its folder, its assembly and its namespace in one.</summary>
internal sealed partial class PluginName
{
    private static readonly HashSet<string> _keywords =
    [
        "abstract",
        "as",
        "base",
        "bool",
        "break",
        "byte",
        "case",
        "catch",
        "char",
        "checked",
        "class",
        "const",
        "continue",
        "decimal",
        "default",
        "delegate",
        "do",
        "double",
        "else",
        "enum",
        "event",
        "explicit",
        "extern",
        "false",
        "finally",
        "fixed",
        "float",
        "for",
        "foreach",
        "goto",
        "if",
        "implicit",
        "in",
        "int",
        "interface",
        "internal",
        "is",
        "lock",
        "long",
        "namespace",
        "new",
        "null",
        "object",
        "operator",
        "out",
        "override",
        "params",
        "private",
        "protected",
        "public",
        "readonly",
        "ref",
        "return",
        "sbyte",
        "sealed",
        "short",
        "sizeof",
        "stackalloc",
        "static",
        "string",
        "struct",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "uint",
        "ulong",
        "unchecked",
        "unsafe",
        "ushort",
        "using",
        "virtual",
        "void",
        "volatile",
        "while",
    ];

    // A namespace of that name would hide what the code of a plugin refers to.
    private static readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "DeferredSeg",
        "TorchSharp",
        "System",
        "Microsoft",
        "Xunit",
        "torch",
        "nn",
        "Tensor",
        "Module",
        "Path",
        "AppContext",
    };

    private PluginName(string text) => Text = text;

    /// <summary>The whole name, for example <c>Backbones.Tiny</c>.</summary>
    public string Text { get; }

    /// <summary>Its last part, from which classes are named.</summary>
    public string Class => Text.Split('.')[^1];

    /// <summary>Reads a name.</summary>
    /// <param name="text">C# identifiers joined by dots.</param>
    /// <param name="refusal">Why it is refused, or null.</param>
    public static PluginName? Parse(string text, out string? refusal)
    {
        const string Expected = "Expected are C# identifiers joined by dots, in letters, digits and underscores, such as Backbones.Tiny.";
        var parts = text.Split('.');
        refusal =
            !Identifiers().IsMatch(text) ? $"'{text}' is no name for a plugin. {Expected}"
            : parts.FirstOrDefault(_keywords.Contains) is { } keyword ? $"'{text}' has '{keyword}' in it, which is a word of C#. {Expected}"
            : parts.FirstOrDefault(_taken.Contains) is { } taken
                ? $"'{text}' has '{taken}' in it, which would hide a name that plugins refer to. Choose another, such as My{taken}."
            : null;
        return refusal is null ? new(text) : null;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\z")]
    private static partial Regex Identifiers();
}
