using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using VerifyTests.Scrubbing;

namespace VerifyTests.Rendering;

/// <summary>
/// Writes a value as JSON with two blanks per level and one member a line. Relaxed, nothing is quoted or escaped and a
/// text of several lines starts on a line of its own.
/// </summary>
internal sealed class JsonText
{
    private static readonly JsonSerializerOptions _escaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();
    private readonly Stack<object> _parents = new();
    private readonly Placeholders _placeholders;
    private readonly bool _strict;
    private int _depth;

    private JsonText(Placeholders placeholders, bool strict)
    {
        _placeholders = placeholders;
        _strict = strict;
    }

    /// <summary>Renders a value.</summary>
    /// <param name="value">The value; an object that holds itself is written once.</param>
    /// <param name="placeholders">Names for identifiers and times.</param>
    /// <param name="strict">Whether the result is valid JSON.</param>
    public static string Of(object? value, Placeholders placeholders, bool strict)
    {
        var json = new JsonText(placeholders, strict);
        json.Write(value);
        return json._text.ToString();
    }

    private void Write(object? value)
    {
        if (Scalar.TryRender(value, _placeholders, out var text, out var isText))
            WriteScalar(text, isText);
        else if (value is JsonElement { ValueKind: JsonValueKind.Array } array)
            WriteItems([.. array.EnumerateArray().Cast<object?>()]);
        else
            WriteNested(value!);
    }

    private void WriteScalar(string text, bool isText)
    {
        if (_strict && isText)
            _text.Append(JsonSerializer.Serialize(text, _escaping));
        else if (text.Contains('\n', StringComparison.Ordinal) && _parents.Count > 0)
            _text.Append('\n').Append(text);
        else
            _text.Append(text);
    }

    private void WriteNested(object value)
    {
        _parents.Push(value);
        if (value is IEnumerable list and not IDictionary)
            WriteItems([.. list.Cast<object?>()]);
        else
            WriteMembers(MembersOf(value));
        _parents.Pop();
    }

    private static Members MembersOf(object value) => value switch
    {
        Members members => members,
        IDictionary dictionary => Members.Of(dictionary),
        Exception error => Members.Of(error),
        JsonElement element => Members.Of(element),
        _ => Members.Of(value),
    };

    private void WriteMembers(Members members) => WriteBlock('{', '}', members.Items.Where(item => !IsParent(item.Value)).ToList(), item =>
    {
        _text.Append(_strict ? JsonSerializer.Serialize(item.Key, _escaping) : item.Key).Append(':');
        var start = _text.Length;
        Write(item.Value);
        if (_text.Length == start || _text[start] != '\n')
            _text.Insert(start, ' ');
    });

    private void WriteItems(List<object?> items) => WriteBlock('[', ']', items.Where(item => !IsParent(item)).ToList(), Write);

    private void WriteBlock<T>(char open, char close, List<T> items, Action<T> write)
    {
        _text.Append(open);
        var separator = "";
        foreach (var item in items)
        {
            _text.Append(separator).Append('\n').Append(' ', 2 * (_depth + 1));
            separator = ",";
            _depth++;
            write(item);
            _depth--;
        }

        if (items.Count > 0)
            _text.Append('\n').Append(' ', 2 * _depth);
        _text.Append(close);
    }

    private bool IsParent(object? value) => value is not null && _parents.Any(parent => ReferenceEquals(parent, value));
}
