using System.Buffers.Binary;
using System.Globalization;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>An image of a file: PNG, JPEG, TIFF, BMP or NPY.</summary>
/// <param name="Channels">1 or 3, or as many as were joined or an array has.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values"><c>[C, H, W]</c>.</param>
/// <param name="FullScale">The value of full brightness; null where values have a meaning of their own.</param>
internal sealed record PictureFile(int Channels, int Height, int Width, float[] Values, int? FullScale)
{
    // More would be rows.
    private const int MostChannels = 16;

    /// <summary>The EXIF orientation that was applied; 1 for none.</summary>
    public int Orientation { get; init; } = ExifOrientation.AsStored;

    /// <summary>What was done that is to be told, a sentence each.</summary>
    public IReadOnlyList<string> Notes => Orientation == ExifOrientation.AsStored ? [] : [$"EXIF orientation {Orientation} was applied"];

    /// <summary>Reads it. An alpha channel is dropped where nothing is transparent.</summary>
    /// <exception cref="ImageFileException">It is no such image, or pixels are transparent.</exception>
    public static PictureFile Read(string file)
    {
        if (file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return OfArray(file);
        var image = ImageFile.Read(file);
        var (channels, pixels) = (image.Channels < 3 ? 1 : 3, image.Height * image.Width);
        var values = new float[channels * pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var samples = image.Samples.AsSpan(pixel * image.Channels, image.Channels);
            if (image.Channels is 2 or 4 && samples[^1] != image.MaximumSample)
                throw new ImageFileException(
                    file,
                    null,
                    $"a transparent pixel at row {pixel / image.Width}, column {pixel % image.Width}",
                    "an image without transparency",
                    "flatten it"
                );
            for (var channel = 0; channel < channels; channel++)
                values[channel * pixels + pixel] = samples[channel];
        }
        return new(channels, image.Height, image.Width, values, image.MaximumSample) { Orientation = image.Orientation };
    }

    /// <summary>The image with further channels behind its own.</summary>
    /// <param name="more">The channels.</param>
    /// <param name="file">Their file, for messages.</param>
    /// <param name="first">The image's own.</param>
    /// <exception cref="ImageFileException">They are of another size or depth.</exception>
    public PictureFile And(PictureFile more, string file, string first) =>
        (more.Height, more.Width, more.FullScale) == (Height, Width, FullScale)
            ? this with
            {
                Channels = Channels + more.Channels,
                Values = [.. Values, .. more.Values],
            }
            : throw new ImageFileException(
                file,
                null,
                $"{more.Height} by {more.Width} pixels, full brightness {more.FullScale?.ToString(CultureInfo.InvariantCulture) ?? "none"}",
                $"{Height} by {Width}, full brightness {FullScale?.ToString(CultureInfo.InvariantCulture) ?? "none"}, as the first channel {first}",
                "give channels of one image in one form"
            );

    /// <summary>The same image with another number of channels.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="ImageFileException">A coloured image would become grey.</exception>
    public PictureFile With(int channels, string file)
    {
        if (channels == Channels)
            return this;
        var pixels = Height * Width;
        if (channels is not (1 or 3) || Channels is not (1 or 3))
            throw new ImageFileException(file, null, $"{Channels} channels", $"{channels}, like the first of the dataset", "give images of one kind");
        if (channels == 3)
            return this with { Channels = 3, Values = [.. Values, .. Values, .. Values] };
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            if (Values[pixel] != Values[pixels + pixel] || Values[pixel] != Values[2 * pixels + pixel])
                throw new ImageFileException(file, null, $"a coloured image", "a grey one, like the first of the dataset", "convert the images to one kind");
        }
        return this with { Channels = 1, Values = Values[..pixels] };
    }

    private static PictureFile OfArray(string file)
    {
        var array = FileArray.Read(file);
        var shape = array.Shape;
        var (channels, height, width, last) = shape switch
        {
            [var h, var w] => (1, h, w, false),
            [var h, var w, 1 or 3] => ((int)shape[2], h, w, true),
            [1 or 3, var h, var w] => ((int)shape[0], h, w, false),
            // The axis that is shorter than the others.
            [<= MostChannels and var c, var h, var w] when c < h && c < w => ((int)c, h, w, false),
            [var h, var w, <= MostChannels and var c] when c < h && c < w => ((int)c, h, w, true),
            _ => throw new ImageFileException(
                file,
                null,
                $"an array [{string.Join(", ", shape)}]",
                $"one image [H, W], [H, W, C] or [C, H, W] with 1 or 3 channels, or up to {MostChannels} where that axis is the shortest",
                "save one image in a file"
            ),
        };
        var pixels = (int)(height * width);
        var values = new float[array.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[last ? i % channels * pixels + i / channels : i] = (float)array.Values[i];
        return new(channels, (int)height, (int)width, values, array.FullScale);
    }
}

/// <summary>An array of an NPY file in double precision.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its values, row-major.</param>
/// <param name="FullScale">255 for bytes, else null.</param>
internal sealed record FileArray(IReadOnlyList<long> Shape, double[] Values, int? FullScale)
{
    /// <summary>Reads the only array of a file.</summary>
    /// <exception cref="ImageFileException">It has no value, or 2^31 and more.</exception>
    public static FileArray Read(string file)
    {
        using var npy = NpyFile.Open(file);
        var info = npy.Tensors[0];
        if (info.ElementCount is < 1 or > int.MaxValue / 8)
            throw new ImageFileException(file, null, $"an array {info.Form}", "one image [H, W], [H, W, C] or [C, H, W]", "save one image in a file");
        var bytes = new byte[info.ByteCount];
        npy.Read(info.Name, bytes);
        var size = (int)(info.ByteCount / info.ElementCount);
        var values = new double[info.ElementCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(bytes.AsSpan(i * size, size), info.DType);
        return new(info.Shape, values, info.DType == TensorDType.UInt8 ? byte.MaxValue : null);
    }

    private static double Value(ReadOnlySpan<byte> bytes, TensorDType dtype) =>
        dtype switch
        {
            TensorDType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            TensorDType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            TensorDType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            TensorDType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            TensorDType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            TensorDType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            TensorDType.Int8 => (sbyte)bytes[0],
            TensorDType.UInt8 or TensorDType.Bool => bytes[0],
            _ => throw new NotSupportedException($"Images of {dtype} are not read; expected whole or real numbers."),
        };
}
