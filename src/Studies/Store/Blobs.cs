using System.Security.Cryptography;
using DeferredSeg.Abstractions.Cases;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Store;

/// <summary>What is large, kept once each under the SHA-256 of its content.</summary>
internal static class Blobs
{
    public static string Add(SqliteConnection connection, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        connection.Run("INSERT INTO blobs (hash, content) VALUES ($hash, $content) ON CONFLICT (hash) DO NOTHING", ("hash", hash), ("content", content));
        return hash;
    }

    public static string? Add(SqliteConnection connection, MaskPlanes? mask) => mask is null ? null : Add(connection, PlaneBytes.Of(mask));

    public static MaskPlanes? FindMask(SqliteConnection connection, string hash) => Find(connection, hash) is { } content ? PlaneBytes.Mask(content) : null;

    public static MaskPlanes? Mask(SqliteConnection connection, string? hash) => hash is null ? null : PlaneBytes.Mask(Read(connection, hash));

    public static ImagePlanes Image(SqliteConnection connection, string hash) => PlaneBytes.Image(Read(connection, hash));

    private static byte[]? Find(SqliteConnection connection, string hash) =>
        connection.Rows("SELECT content FROM blobs WHERE hash = $hash", row => row.Bytes("content"), ("hash", hash)).FirstOrDefault();

    private static byte[] Read(SqliteConnection connection, string hash) =>
        Find(connection, hash) ?? throw new StudyException($"The study has lost the planes {hash}; restore it from a backup.");
}
