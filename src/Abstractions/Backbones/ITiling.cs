namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A backbone that was trained on patches: whole cases are given to it in overlapping tiles, which the host runs and joins.</summary>
public interface ITiling
{
    /// <summary>How cases are cut and joined. The same value at every call.</summary>
    TileRule Tiles { get; }
}

/// <summary>How a case becomes tiles and their maps one map again.</summary>
/// <param name="Patch">A tile's sides, the slowest axis first, as many as the network has spatial axes.</param>
public sealed record TileRule(IReadOnlyList<int> Patch)
{
    /// <summary>The most that neighbouring tiles lie apart, as a share of a tile's side; above 0, at most 1.</summary>
    public double Step { get; init; } = 0.5;

    /// <summary>How much a voxel counts by its place in the tile.</summary>
    public TileWeights Weights { get; init; } = TileWeights.Gaussian;

    /// <summary>Spatial axes, from 0, along which each tile is mirrored too: the mean is taken over all ways to mirror along some of them.</summary>
    public IReadOnlyList<int> MirrorAxes { get; init; } = [];

    /// <summary>The numbers that sums over tiles are kept in.</summary>
    public TileSums Sums { get; init; } = TileSums.Float32;
}

/// <summary>How much a voxel counts by its place in a tile.</summary>
public enum TileWeights
{
    /// <summary>A Gaussian around the middle with a deviation of an eighth of each side.</summary>
    Gaussian,

    /// <summary>All the same.</summary>
    Flat,
}

/// <summary>The numbers that sums over tiles are kept in.</summary>
public enum TileSums
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>
    /// Half precision, rounded at every tile, as nnU-Net itself does: half the memory, and logits that differ by up to 0.6 in the corners of a volume. Where
    /// the
    /// network gives <see cref="SegmentationOutput.Members"/>, each member is summed by itself.
    /// </summary>
    Float16,
}
