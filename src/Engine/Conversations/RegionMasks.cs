using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Engine.Conversations;

/// <summary>Masks within a region.</summary>
internal static class RegionMasks
{
    /// <summary>Whether two masks say the same of a region.</summary>
    /// <param name="region">One plane; null means everywhere.</param>
    /// <param name="one">K planes.</param>
    /// <param name="other">K planes of the same size.</param>
    public static bool IsAlike(MaskPlanes? region, MaskPlanes one, MaskPlanes other)
    {
        for (var i = 0; i < one.Values.Length; i++)
            if (one.Values[i] != other.Values[i] && region?.Values[i % one.Grid.Count] != 0)
                return false;
        return true;
    }

    /// <summary>A mask in the region, another around it.</summary>
    /// <inheritdoc cref="IsAlike"/>
    public static MaskPlanes Within(MaskPlanes? region, MaskPlanes mask, MaskPlanes around)
    {
        var values = (byte[])around.Values.Clone();
        for (var i = 0; i < values.Length; i++)
            if (region?.Values[i % mask.Grid.Count] != 0)
                values[i] = mask.Values[i];
        return new(mask.Grid, mask.Classes, values);
    }

    /// <summary>
    /// What can be chosen whatever the network offers: the head's own mask where there is one, and the region as nothing but background, or one class.
    /// </summary>
    /// <param name="asked">The region.</param>
    /// <param name="stands">What stands around it.</param>
    /// <param name="other">The head's own mask.</param>
    public static IEnumerable<MaskPlanes> Plain(ExpertRequest asked, MaskPlanes stands, MaskPlanes? other)
    {
        if (other is not null)
            yield return other;
        // Of classes that exclude each other the first is the background.
        for (var k = asked.ClassKind == ClassKind.Exclusive ? 0 : -1; k < stands.Classes; k++)
        {
            var values = new byte[stands.Values.Length];
            if (k >= 0)
                values.AsSpan(k * stands.Grid.Count, stands.Grid.Count).Fill(1);
            yield return Within(asked.Region, new(stands.Grid, stands.Classes, values), stands);
        }
    }
}

/// <summary>A conversation about a region that waits for an answer.</summary>
/// <param name="Round">The round that is waited for.</param>
/// <param name="Stands">What stands so far.</param>
/// <param name="Dialogue">The network's own state.</param>
internal sealed record SavedConversation(int Round, MaskPlanes Stands, byte[] Dialogue)
{
    private const int Current = 1;

    /// <summary>As JSON.</summary>
    public byte[] Write()
    {
        var bits = new byte[(Stands.Values.Length + 7) / 8];
        for (var i = 0; i < Stands.Values.Length; i++)
            bits[i >> 3] |= (byte)(Stands.Values[i] << (i & 7));
        return JsonSerializer.SerializeToUtf8Bytes(new Text(Current, Round, bits, Dialogue));
    }

    /// <summary>Reads one.</summary>
    /// <param name="state">What <see cref="Write"/> gave.</param>
    /// <param name="like">A mask of the same size.</param>
    /// <exception cref="ArgumentException">It is damaged, or of another size or version.</exception>
    public static SavedConversation Read(byte[] state, MaskPlanes like)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<Text>(state) is not { Version: Current, Round: > 0, Stands: { } bits, Dialogue: { } dialogue } text
                || bits.Length != (like.Values.Length + 7) / 8
            )
                throw new ArgumentException("The saved conversation is of another version or of another image.", nameof(state));
            var values = new byte[like.Values.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
            return new(text.Round, new(like.Grid, like.Classes, values), dialogue);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The saved conversation is damaged: {e.Message}", nameof(state), e);
        }
    }

    private sealed record Text(int Version, int Round, byte[] Stands, byte[] Dialogue);
}
