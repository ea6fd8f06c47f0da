using System.Runtime.InteropServices;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Datasets.Writing;

/// <summary>Writes the files of one case. Paths come without an extension.</summary>
internal static class CaseFiles
{
    public static void Image(string path, DatasetCase one, WrittenForm form)
    {
        if (form == WrittenForm.Npy)
        {
            long[] shape = one.Channels == 1 ? [one.Height, one.Width] : [one.Channels, one.Height, one.Width];
            var isByte = one.FullScale == byte.MaxValue;
            var bytes = isByte ? Array.ConvertAll(one.Image, value => (byte)value) : MemoryMarshal.AsBytes(one.Image.AsSpan()).ToArray();
            NumpyWriter.WriteArray(
                path + ".npy",
                new TensorInfo("image", isByte ? TensorDType.UInt8 : TensorDType.Float32, shape),
                (_, stream) => stream.Write(bytes)
            );
            return;
        }
        if (one.FullScale is not { } full)
            throw new DatasetException($"The image '{one.Info.Id}' is of real numbers, which a PNG cannot hold; write it as npy.");
        var pixels = one.Height * one.Width;
        var samples = new ushort[one.Image.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i % pixels * one.Channels + i / pixels] = (ushort)one.Image[i];
        ImageFile.Write(path + ".png", new(one.Height, one.Width, one.Channels, full == byte.MaxValue ? 8 : 16, samples));
    }

    public static void Mask(string path, byte[] labels, int height, int width, WrittenForm form)
    {
        if (form == WrittenForm.Npy)
            NumpyWriter.WriteArray(path + ".npy", new TensorInfo("mask", TensorDType.UInt8, height, width), (_, stream) => stream.Write(labels));
        else
            ImageFile.Write(path + ".png", new(height, width, 1, 8, Array.ConvertAll(labels, label => (ushort)label)));
    }
}
