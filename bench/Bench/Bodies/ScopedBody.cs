namespace DeferredSeg.Bench.Bodies;

/// <summary>A row's body over libtorch: what it made before its first call lives in a dispose scope that ends with it.</summary>
internal sealed class ScopedBody : IBody
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Action<int> _calls;

    /// <param name="id">The row's.</param>
    public ScopedBody(string id) => _calls = Body.Of(id);

    /// <inheritdoc/>
    public void Call(int calls) => _calls(calls);

    public void Dispose() => _scope.Dispose();
}
