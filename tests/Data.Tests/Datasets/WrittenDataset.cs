using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Tests.Datasets;

/// <summary>Files of a dataset that a test writes.</summary>
internal static class WrittenDataset
{
    public static void Png(this TemporaryFolder folder, string file, int height, int width, Func<int, ushort> sample, int channels = 1, int depth = 8)
    {
        var path = Path.Combine(folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(path, new(height, width, channels, depth, [.. Enumerable.Range(0, height * width * channels).Select(sample)]));
    }

    public static void Npy(this TemporaryFolder folder, string file, TensorDType dtype, long[] shape, byte[] values)
    {
        var path = Path.Combine(folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NumpyWriter.WriteArray(path, new TensorInfo("array", dtype, shape), (_, stream) => stream.Write(values));
    }

    public static void Text(this TemporaryFolder folder, string file, string text)
    {
        var path = Path.Combine(folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
