using System.Buffers.Binary;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.PyTorch.Legacy;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Formats;

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
        return $"the file is neither safetensors nor written by torch.save; it begins with the bytes {Convert.ToHexString(head[..Math.Min(8, head.Length)])}; give a .safetensors file or a checkpoint of PyTorch";
    }

    private static ReadOnlySpan<byte> Head(ByteSource source, long at, int most)
    {
        byte[] head = new byte[Math.Clamp(source.Length - at, 0, most)];
        source.ReadExactly(Math.Min(at, source.Length), head);
        return head;
    }
}
