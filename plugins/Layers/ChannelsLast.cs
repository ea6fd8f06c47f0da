namespace Backbones.Layers;

/// <summary>
/// Maps <c>[B, C, H, W]</c> whose memory runs through the channels first: convolutions, pooling and resizing are faster on it, and the same
/// memory is a transformer's tokens <c>[B, H·W, C]</c>. It is a property of the strides; nothing here changes a value.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>The maps in that layout; a copy only where they are not in it yet.</summary>
    public static Tensor Of(Tensor maps)
    {
        var shape = maps.shape;
        // With one channel both layouts are the same memory, and only the strides tell libtorch which is meant.
        return (shape[1] == 1 ? maps.contiguous().view(shape[0], shape[2], shape[3], 1) : maps.permute(0, 2, 3, 1).contiguous()).permute(0, 3, 1, 2);
    }

    /// <summary>Maps as tokens <c>[B, H·W, C]</c>, row by row.</summary>
    public static Tensor Tokens(Tensor maps)
    {
        var shape = maps.shape;
        return maps.permute(0, 2, 3, 1).reshape(shape[0], shape[2] * shape[3], shape[1]);
    }

    /// <summary>Tokens <c>[B, H·W, C]</c> as maps of the same height and width as others.</summary>
    public static Tensor Maps(Tensor tokens, Tensor like) => tokens.view(tokens.shape[0], like.shape[2], like.shape[3], tokens.shape[2]).permute(0, 3, 1, 2);

    /// <summary>The exact GELU (by erf). It is several times faster on memory that is in order.</summary>
    public static Tensor Gelu(Tensor maps) => maps.permute(0, 2, 3, 1).gelu().permute(0, 3, 1, 2);
}
