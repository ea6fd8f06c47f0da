using System.Buffers.Binary;
using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats;

/// <summary>Opens weight files. What a file is, its first bytes decide, never its extension.</summary>
public static class WeightFile
{
    /// <summary>Opens a safetensors or PyTorch file; only its description is read. The caller disposes it.</summary>
    /// <exception cref="WeightFileException">The file is damaged, of an unknown kind, or holds something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ITensorFile Open(string path, WeightFileOptions? options = null) => Open(FileBytes.Open(path), options);

    /// <summary>Opens a file that is in memory; <paramref name="name"/> stands for its path in messages.</summary>
    /// <exception cref="WeightFileException">The content is damaged, of an unknown kind, or holds something that is refused.</exception>
    public static ITensorFile Open(ReadOnlyMemory<byte> content, string name, WeightFileOptions? options = null) =>
        Open(new MemoryBytes(name, content), options);

    private static ITensorFile Open(ByteSource source, WeightFileOptions? options)
    {
        switch (WeightFileForms.Detect(source))
        {
            case WeightFileForm.Safetensors:
                return SafetensorsFile.Open(source);
            case WeightFileForm.PyTorchZip or WeightFileForm.PyTorchLegacy:
                return PyTorchFile.Open(source, options);
            // The extension decides nothing that opens; it only chooses which reader says what is wrong.
            case WeightFileForm.Unknown when source.Length > 0 && source.Name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase):
                return SafetensorsFile.Open(source);
            default:
                using (source)
                    throw source.Refuse(0, WeightFileForms.Describe(source));
        }
    }
}

/// <summary>How a weight file is to be read.</summary>
public sealed class WeightFileOptions
{
    /// <summary>
    /// Which part of a PyTorch file is the state dict, as a key or a dotted path of keys, for example
    /// <c>model_state_dict</c>; null, the default, to find it. Safetensors files have no parts, so they ignore it.
    /// </summary>
    /// <remarks>
    /// Found so: of the saved object's keys <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>,
    /// <c>network_weights</c>, <c>net</c>, <c>network</c>, <c>weights</c>, <c>params</c>, <c>ema</c>, <c>model_ema</c>
    /// the first that leads to a dictionary with a tensor in it; else the saved object itself. Dictionaries and lists
    /// within it give dotted names; a bare tensor is named <c>tensor</c>.
    /// </remarks>
    public string? Root { get; init; }
}

/// <summary>What a weight file is, by its first bytes.</summary>
internal enum WeightFileForm
{
    Unknown,
    Safetensors,
    PyTorchZip,
    PyTorchLegacy,
}

/// <summary>Tells the forms of weight files apart.</summary>
internal static class WeightFileForms
{
    private const int HeadBytes = 32;
    private const int TarMagicAt = 257;

    public static WeightFileForm Detect(ByteSource source)
    {
        ReadOnlySpan<byte> head = Head(source, 0, HeadBytes);
        // First, because a header's length may happen to spell the magic of another form; a '{' as byte 8 never follows those.
        if (head.Length > 8 && head[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= SafetensorsLimits.HeaderBytes)
            return WeightFileForm.Safetensors;
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8))
            return WeightFileForm.PyTorchZip;
        return head.IndexOf(LegacyContainer.MagicBytes) >= 0 || head.IndexOf(LegacyContainer.MagicText) >= 0
            ? WeightFileForm.PyTorchLegacy
            : WeightFileForm.Unknown;
    }

    /// <summary>What an unknown file most likely is, and how to mend it.</summary>
    public static string Describe(ByteSource source)
    {
        ReadOnlySpan<byte> head = Head(source, 0, HeadBytes);
        if (head.IsEmpty)
            return "the file is empty; fetch or save it again";
        if (head.StartsWith("version https://git-lfs"u8))
            return "the file is a Git LFS pointer, not the weights themselves; run git lfs pull";
        if (head[1..].StartsWith("HDF"u8))
            return "the file is HDF5 (Keras?); convert it to safetensors";
        if (head[0] is (byte)'<')
            return "the file begins like a web page; the download gave a page instead of the weights";
        if (Head(source, TarMagicAt, 5).SequenceEqual("ustar"u8))
            return "the file is a tar archive as PyTorch wrote before 0.1.10; load it with PyTorch and save it again";
        if (head[0] is 0x80)
            return "the file is a pickle, but not one written by torch.save; save the weights with torch.save or as safetensors";
        return "the file is neither safetensors nor written by torch.save; it begins with the bytes "
            + $"{Convert.ToHexString(head[..Math.Min(8, head.Length)])}; give a .safetensors file or a checkpoint of PyTorch";
    }

    private static ReadOnlySpan<byte> Head(ByteSource source, long at, int most)
    {
        byte[] head = new byte[Math.Clamp(source.Length - at, 0, most)];
        source.ReadExactly(Math.Min(at, source.Length), head);
        return head;
    }
}
