namespace DeferredSeg.Data.Datasets.Writing;

/// <summary>What a dataset is written as.</summary>
public enum WrittenForm
{
    /// <summary>Pictures of 8 or 16 bits; real numbers cannot be written so.</summary>
    Png,

    /// <summary>Arrays: images as float32 <c>[C, H, W]</c>, or uint8 where they have 8 bits; masks as uint8 labels <c>[H, W]</c>.</summary>
    Npy,
}
