using System.Runtime.InteropServices;

namespace DeferredSeg.Bench;

/// <summary>A tensor that bench/python/export.py wrote: its numbers in 32 bits each, in order and nothing else.</summary>
internal static class TensorFile
{
    /// <param name="folder">The network's folder.</param>
    /// <param name="name">The network's name for an input or an output.</param>
    public static float[] Read(string folder, string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, name + ".f32"));
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
