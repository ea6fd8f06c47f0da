using System.Security.Cryptography;

namespace DeferredSeg.Host.Runs;

/// <summary>What files hold, as one text: weights are the same wherever they lie.</summary>
internal static class FileHash
{
    /// <summary>SHA-256 of the bytes of all files together, in the order given, as hexadecimal digits.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static string Of(IEnumerable<string> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            all.AppendData(SHA256.HashData(stream));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
