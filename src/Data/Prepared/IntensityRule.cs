namespace DeferredSeg.Data.Prepared;

/// <summary>How intensities become a network's input.</summary>
public enum IntensityRule
{
    /// <summary>As the file has them.</summary>
    None,

    /// <summary>0 to full brightness (255 or 65535) becomes 0 to 1.</summary>
    Unit,

    /// <summary>The least and the largest value of the image become 0 and 1; MedSAM's scripts do so for MRI slices. A constant image becomes 0.</summary>
    MinMaxImage,

    /// <summary>The least and the largest value of the whole volume become 0 and 1 (Sec. 5.2.1, MRI); of the image where it is no slice.</summary>
    MinMaxVolume,

    /// <summary>Zero mean and unit variance over the image, each channel by itself. A constant channel becomes 0.</summary>
    ZScore,

    /// <summary>Zero mean and unit variance over the whole volume; over the image where it is no slice.</summary>
    ZScoreVolume,

    /// <summary>Clipped to -250 to 250 Hounsfield units, then 0 to 1 (Sec. 5.2.1; App. B for all CT sets but LiTS).</summary>
    CtSoft,

    /// <summary>Clipped to -200 to 250 Hounsfield units, then zero mean and unit variance over the volume (App. B, LiTS, against Sec. 5.2.1).</summary>
    CtLits,

    /// <summary>Clipped to the option window, then 0 to 1.</summary>
    Window,

    /// <summary>
    /// The backbone prepares the cropped image itself, resizing among it, as its publication does
    /// (<see cref="DeferredSeg.Abstractions.Backbones.IImagePreprocessing"/>). What people are shown is stretched as by <see cref="MinMaxImage"/> where
    /// nothing says what full brightness is.
    /// </summary>
    Backbone,
}
