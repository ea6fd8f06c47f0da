namespace DeferredSeg.Formats.Images;

/// <summary>The bytes of an image file from first to last, with errors that say where one is missing.</summary>
internal sealed class ForwardBytes(Stream content, string name)
{
    /// <summary>The next byte, from the start of the file.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes to the end; null where that cannot be told.</summary>
    public long? Remaining => content.CanSeek ? content.Length - content.Position : null;

    /// <summary>The next bytes.</summary>
    /// <exception cref="ImageFileException">The file ends before.</exception>
    public byte[] Take(int count, string what)
    {
        if (Remaining is { } left && left < count)
            throw Refuse(Position, $"{left} bytes", $"{count} of {what}", "fetch the file again, it is cut off");
        byte[] bytes = new byte[count];
        int read = content.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        if (read < count)
            throw Refuse(Position, $"{read} bytes", $"{count} of {what}", "fetch the file again, it is cut off");
        Position += count;
        return bytes;
    }

    /// <summary>Passes bytes over.</summary>
    /// <exception cref="ImageFileException">The file ends before.</exception>
    public void Skip(long count, string before)
    {
        if (Remaining is { } left && left < count)
            throw Refuse(Position, $"{left} bytes", $"{before} {count} bytes further", "fetch the file again, it is cut off");
        for (; count > 0; count -= Math.Min(count, 1 << 16))
            Take((int)Math.Min(count, 1 << 16), before);
    }

    /// <summary>The error of a place; null where no single byte is to blame.</summary>
    public ImageFileException Refuse(long? offset, string found, string expected, string mend, Exception? inner = null) =>
        new(name, offset, found, expected, mend, inner);
}
