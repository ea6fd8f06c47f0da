namespace DeferredSeg.Training.Caching;

/// <summary>How exactly embeddings are stored. Training sees what is stored, the first time too, so that it never matters whether a value was cached.</summary>
public enum EmbeddingPrecision
{
    /// <summary>As they were computed.</summary>
    Float32,

    /// <summary>Rounded to half precision, in half the space; values beyond 65,504 become infinite.</summary>
    Float16,
}
