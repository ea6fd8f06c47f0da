using DeferredSeg.Formats.PyTorch;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Formats.Tests;

/// <summary>What every refusal must be: the right type, naming the file, the byte and the reason, in one line.</summary>
internal static class Refusal
{
    private const string Name = "hostile.file";

    public static void OfSafetensors(byte[] file, string reason, long? offset) =>
        Check(Assert.Throws<WeightFileException>(() => SafetensorsFile.Open(file, Name)), reason, offset);

    public static void OfPyTorch(byte[] file, string reason, long? offset, WeightFileOptions? options = null) =>
        Check(Assert.Throws<WeightFileException>(() => PyTorchFile.Open(file, Name, options)), reason, offset);

    public static void OfAnyKind(byte[] file, string reason, long? offset) =>
        Check(Assert.Throws<WeightFileException>(() => WeightFile.Open(file, Name)), reason, offset);

    private static void Check(WeightFileException refused, string reason, long? offset)
    {
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(Name, refused.File);
        Assert.Equal(offset, refused.Offset);
        Assert.StartsWith(Name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
