namespace TorchSharp;

/// <summary>Puts back what a mode changed, once.</summary>
internal sealed class Restore(Action undo) : IDisposable
{
    private Action? _undo = undo;

    public void Dispose() => Interlocked.Exchange(ref _undo, null)?.Invoke();
}
