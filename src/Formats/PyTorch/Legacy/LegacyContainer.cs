using System.Numerics;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Pickle;
using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Legacy;

/// <summary>
/// What torch.save wrote before PyTorch 1.6, and still writes when asked: five pickles after one another (magic number,
/// protocol version, system, the object, the storages' keys), then each storage as its element count
/// (signed little-endian 64-bit) and its values.
/// </summary>
internal static class LegacyContainer
{
    private const int ProtocolVersion = 1001;

    /// <summary>The magic number 0x1950a86a20f9469cfc6c as a pickle writes it: little-endian.</summary>
    public static ReadOnlySpan<byte> MagicBytes => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The same in the decimal text of protocols 0 and 1.</summary>
    public static ReadOnlySpan<byte> MagicText => "119547037146038801333356"u8;

    public static PyTorchContent Read(ByteSource source)
    {
        PickleCursor cursor = new(source, 0, source.Length);
        PickleBudget budget = new(source, source.Length);
        RequireInteger(cursor, budget, new BigInteger(MagicBytes), "magic number");
        RequireInteger(cursor, budget, ProtocolVersion, "protocol version");
        RequireLittleEndian(cursor, budget);

        StorageClaims claims = new();
        PickleValue root = PickleInterpreter.Run(cursor, budget, new PersistentIds(cursor, claims));
        long keysAt = cursor.Position;
        PickleValue keys = PickleInterpreter.Run(cursor, budget, null);
        return new PyTorchContent(root, LegacyStorages.Locate(source, cursor, claims, keys, keysAt));
    }

    private static void RequireInteger(PickleCursor cursor, PickleBudget budget, BigInteger expected, string what)
    {
        long at = cursor.Position;
        PickleValue found = PickleInterpreter.Run(cursor, budget, null);
        if (found is not PickleInteger { Value: var value })
            throw cursor.Refuse(at, $"{found.Kind} where the {what} {expected} belongs");
        if (value != expected)
            throw cursor.Refuse(at, $"the {what} is {Quoted.Text(value.ToString())}, expected {expected}");
    }

    private static void RequireLittleEndian(PickleCursor cursor, PickleBudget budget)
    {
        long at = cursor.Position;
        if (PickleInterpreter.Run(cursor, budget, null) is not PickleDictionary system)
            throw cursor.Refuse(at, "no dict where the description of the system belongs");
        if (system.TryGet("little_endian", out PickleValue? little) && little is not PickleBoolean { Value: true })
            throw cursor.Refuse(at, "the file was saved on a big-endian machine; load and save it again on a little-endian one");
    }
}
