using System.Text;

namespace DeferredSeg.Abstractions.Randomness;

/// <summary>
/// Random numbers by counter: number i of a stream follows from the stream's name and i alone, so that no order, batch or thread changes it.
/// The same on every machine and in every version of this contract.
/// </summary>
/// <remarks>
/// The key is a 64-bit FNV-1a hash of the seed's eight bytes (little end first) and of the UTF-8 bytes of each part, each followed by the byte 255,
/// which UTF-8 never contains. Number i is the output function of SplitMix64 (Steele, Lea and Flood, 2014) at key + (i + 1) · 0x9E3779B97F4A7C15.
/// </remarks>
public readonly record struct StableRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key;

    private StableRandom(ulong key) => _key = key;

    /// <summary>The stream of a seed and some names, for example the expert, the case and the epoch.</summary>
    public static StableRandom Of(long seed, params ReadOnlySpan<string> parts)
    {
        var hash = 0xCBF29CE484222325;
        for (var shift = 0; shift < 64; shift += 8)
            hash = Absorb(hash, (byte)(seed >> shift));
        foreach (var part in parts)
        {
            foreach (var one in Encoding.UTF8.GetBytes(part))
                hash = Absorb(hash, one);
            hash = Absorb(hash, byte.MaxValue);
        }
        return new(hash);
    }

    /// <summary>64 random bits.</summary>
    /// <param name="index">Which number of the stream.</param>
    public ulong Bits(long index)
    {
        var z = _key + unchecked((ulong)(index + 1) * Golden);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A multiple of 2^-53 from 0 up to and without 1, all equally likely.</summary>
    /// <param name="index">Which number of the stream.</param>
    public double Uniform(long index) => (Bits(index) >> 11) * (1.0 / (1L << 53));

    /// <summary>A number of the standard normal distribution (Box and Muller, the cosine of numbers 2i and 2i + 1).</summary>
    /// <param name="index">Which number of the stream; it shares no bits with other normal numbers, but with uniform ones of the same stream.</param>
    public double Normal(long index) => Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * index))) * Math.Cos(2 * Math.PI * Uniform(2 * index + 1));

    /// <summary>A whole number from 0 up to and without a bound. Its bias is below bound / 2^64.</summary>
    /// <param name="index">Which number of the stream.</param>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int Below(long index, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(Bits(index), (ulong)bound, out _);
    }

    private static ulong Absorb(ulong hash, byte value) => (hash ^ value) * 0x100000001B3;
}
