using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Engine.Cache;

/// <summary>All that an embedding follows from besides the image, as one hash.</summary>
public sealed class EncoderIdentity
{
    private readonly byte[] _hash;

    private EncoderIdentity(byte[] hash) => _hash = hash;

    /// <summary>Hashes an encoder, and the version of what computes.</summary>
    /// <param name="network">Id and version of the network.</param>
    /// <param name="options">The network's options, as text.</param>
    /// <param name="preprocessing">What was done to images before, as text.</param>
    /// <param name="features">The feature maps asked for, in order.</param>
    /// <param name="weights">The weights it computes with, by name.</param>
    /// <param name="precision">How exactly values are stored.</param>
    /// <param name="threads">torch's threads, on whose number the last bits depend.</param>
    public static EncoderIdentity Of(
        string network,
        string options,
        string preprocessing,
        IReadOnlyList<string> features,
        IEnumerable<(string Name, Tensor Value)> weights,
        EmbeddingPrecision precision,
        int threads
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var text in (string[])
                [
                    "embedding 3",
                    LibtorchBuild.Version,
                    network,
                    options,
                    preprocessing,
                    string.Join('\n', features),
                    precision.ToString(),
                    threads.ToString(CultureInfo.InvariantCulture),
                ]
        )
            Add(hash, text);
        foreach (var (name, value) in weights.OrderBy(weight => weight.Name, StringComparer.Ordinal))
            Add(hash, name, value);
        return new(hash.GetHashAndReset());
    }

    /// <summary>The key of an image's embedding: 64 hexadecimal digits.</summary>
    /// <param name="image">The pixels as the network takes them.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="variant">How the image was turned.</param>
    public string Key(ReadOnlySpan<float> image, IReadOnlyList<long> shape, GeometricVariant variant)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_hash);
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', shape)} {variant.QuarterTurns} {variant.Mirrored}"));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(image));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Takes a tensor into a hash: name, type, shape and values.</summary>
    internal static void Add(IncrementalHash hash, string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{name} {value.dtype} [{string.Join(',', value.shape)}]"));
        if (value.numel() > 0)
            hash.AppendData(value.detach().cpu().contiguous().bytes);
    }

    internal static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
