using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Images;

/// <summary>
/// An image as a file of one array: <c>[H, W]</c> for grey, <c>[C, H, W]</c> for more channels; UInt8 at 8 bits a sample, Int32 at 16.
/// The values are the file's own: a mask drawn in black and white has 0 and 255.
/// </summary>
public sealed class ImageArray : ITensorFile
{
    private readonly RasterImage _image;

    private ImageArray(string path, string name, RasterImage image)
    {
        Path = path;
        _image = image;
        long[] shape = image.Channels == 1 ? [image.Height, image.Width] : [image.Channels, image.Height, image.Width];
        Array = new(name, image.BitDepth == 8 ? TensorDType.UInt8 : TensorDType.Int32, shape);
        Tensors = [Array];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The image.</summary>
    public TensorInfo Array { get; }

    /// <summary>The image.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Always empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What its array is to be called; null means the file's name without its extension.</param>
    /// <exception cref="ImageFileException">The file is no image, or damaged, unsupported or too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageArray Open(string path, string? name = null) =>
        new(path, name ?? System.IO.Path.GetFileNameWithoutExtension(path), ImageFile.Read(path));

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = name == Array.Name ? Array : null) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (name != Array.Name)
            throw TensorRequest.Unknown(this, name);
        TensorRequest.RequireLength(name, Array.ByteCount, destination);
        int pixels = _image.Height * _image.Width;
        for (int channel = 0, at = 0; channel < _image.Channels; channel++)
        for (int pixel = 0; pixel < pixels; pixel++, at++)
        {
            ushort sample = _image.Samples[(pixel * _image.Channels) + channel];
            if (_image.BitDepth == 8)
                destination[at] = (byte)sample;
            else
                BinaryPrimitives.WriteInt32LittleEndian(destination[(4 * at)..], sample);
        }
    }

    /// <summary>Nothing is held open.</summary>
    public void Dispose() { }
}
