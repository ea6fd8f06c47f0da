using System.Text.Json;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>The current JSON token of a header, with every failure turned into an error that names its byte.</summary>
internal ref struct SafetensorsToken(ReadOnlySpan<byte> json, ByteSource source)
{
    private readonly List<long> _numbers = [];
    private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = 8 });
    private long _textBytes;

    public readonly JsonTokenType Kind => _reader.TokenType;

    /// <summary>Where the token begins, in bytes from the start of the file.</summary>
    public readonly long Offset => SafetensorsHeader.LengthBytes + _reader.TokenStartIndex;

    public void Next()
    {
        try
        {
            if (!_reader.Read())
                throw source.Refuse(SafetensorsHeader.LengthBytes + _reader.BytesConsumed, "the header is not JSON: it ends within a value");
        }
        catch (JsonException e)
        {
            throw source.Refuse(SafetensorsHeader.LengthBytes + _reader.BytesConsumed, $"the header is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Moves to the next key of the object that is being read; false at its end.</summary>
    public bool NextProperty()
    {
        Next();
        return Kind == JsonTokenType.PropertyName;
    }

    /// <summary>True when the key or string is this one, without making a text of it.</summary>
    public readonly bool Is(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return _reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException e)
        {
            throw HalfSurrogate("a field", null, e);
        }
    }

    /// <summary>The text of a key or string.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="owner">The tensor or key that it belongs to, for messages.</param>
    public string Text(string what, string? owner = null)
    {
        int length = _reader.ValueSpan.Length;
        _textBytes += length;
        if (length > SafetensorsLimits.TextBytes || _textBytes > SafetensorsLimits.TotalTextBytes)
            throw Refuse(
                $"{Of(what, owner)} is too long: at most {SafetensorsLimits.TextBytes} bytes in one text and {SafetensorsLimits.TotalTextBytes} in all"
            );
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw HalfSurrogate(what, owner, e);
        }
    }

    /// <summary>An array of whole numbers from 0 to 2^63 - 1.</summary>
    public long[] Numbers(string what, string tensor, int most)
    {
        if (Kind != JsonTokenType.StartArray)
            throw Refuse($"{Of(what, tensor)} must be an array of numbers, found {Kind}");
        _numbers.Clear();
        for (Next(); Kind != JsonTokenType.EndArray; Next())
        {
            if (Kind != JsonTokenType.Number || !_reader.TryGetInt64(out long number) || number < 0)
                throw Refuse($"{Of(what, tensor)} must hold whole numbers from 0 to 2^63 - 1, found {Found()}");
            if (_numbers.Count == most)
                throw Refuse($"{Of(what, tensor)} has more than {most} numbers");
            _numbers.Add(number);
        }

        return [.. _numbers];
    }

    /// <summary>Passes over a value of any kind.</summary>
    public void Skip()
    {
        if (Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        for (int depth = _reader.CurrentDepth; Kind is not (JsonTokenType.EndObject or JsonTokenType.EndArray) || _reader.CurrentDepth > depth; )
            Next();
    }

    /// <summary>After the header's object only white space may follow.</summary>
    public void RequireEnd()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException e)
        {
            throw source.Refuse(SafetensorsHeader.LengthBytes + _reader.BytesConsumed, $"the header is not JSON: {e.Message}", e);
        }
    }

    public readonly WeightFileException Refuse(string reason) => source.Refuse(Offset, reason);

    private readonly WeightFileException HalfSurrogate(string what, string? owner, Exception inner) =>
        source.Refuse(Offset, $"{Of(what, owner)} has an escape that is no character (half of a surrogate pair)", inner);

    /// <summary>Composed only when something is refused; composing it for every token would cost more than the header.</summary>
    private static string Of(string what, string? owner) => owner is null ? what : $"{what} of {Quoted.Text(owner)}";

    private readonly string Found() => Kind == JsonTokenType.Number ? Quoted.Text(System.Text.Encoding.ASCII.GetString(_reader.ValueSpan)) : Kind.ToString();
}
