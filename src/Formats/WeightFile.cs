using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
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
