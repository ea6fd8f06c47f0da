namespace Experts.Synthetic.Options;

/// <summary>How radii are distributed.</summary>
public enum RadiusDistribution
{
    /// <summary>The logarithm is normal.</summary>
    LogNormal,

    /// <summary>All radii between two are equally likely.</summary>
    Uniform,
}
