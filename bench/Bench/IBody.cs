namespace DeferredSeg.Bench;

/// <summary>What a row runs, with all that it holds from its warm-up to its last repeat.</summary>
internal interface IBody : IDisposable
{
    /// <summary>Makes so many calls.</summary>
    void Call(int calls);
}
