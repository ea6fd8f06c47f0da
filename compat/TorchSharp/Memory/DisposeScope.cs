namespace TorchSharp;

/// <summary>Owns what was created on this thread while it was the innermost scope, and disposes it when it is disposed.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _owned = new(System.Collections.Generic.ReferenceEqualityComparer.Instance);
    private readonly DisposeScopeManager _manager;

    internal DisposeScope(DisposeScopeManager manager) => _manager = manager;

    internal DisposeScope? Outer { get; set; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. _owned];

    public int DisposablesCount => _owned.Count;

    public void Attach(IDisposable disposable) => Adopt(disposable);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var all = disposables.ToList();
        foreach (var disposable in all) Adopt(disposable);
        return all;
    }

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (_owned.Remove(disposable))
        {
            _manager.CountDetached();
            if (disposable is torch.Tensor tensor) tensor.OwningScope = null;
        }
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) Detach(disposable);
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveToOther(Outer, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (!_owned.Remove(disposable)) return disposable;
        if (scope is null)
        {
            _manager.CountDetached();
            if (disposable is torch.Tensor tensor) tensor.OwningScope = null;
        }
        else
        {
            scope._owned.Add(disposable);
            if (disposable is torch.Tensor tensor) tensor.OwningScope = scope;
        }
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) MoveToOther(scope, disposable);
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, System.Collections.Generic.ReferenceEqualityComparer.Instance);
        var gone = keep.Count == 0 ? [.. _owned] : _owned.Where(d => !keep.Contains(d)).ToArray();
        foreach (var disposable in gone) disposable.Dispose();
        foreach (var disposable in gone) _owned.Remove(disposable);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (!_owned.Remove(disposable)) return;
        _manager.CountDisposedInScope();
        if (disposable is torch.Tensor tensor) tensor.OwningScope = null;
    }

    public void Dispose()
    {
        DisposeEverything();
        _manager.Remove(this);
    }

    internal void Add(torch.Tensor created)
    {
        _owned.Add(created);
        created.OwningScope = this;
    }

    private void Adopt(IDisposable disposable)
    {
        if (_owned.Contains(disposable)) return;
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope?._owned.Remove(tensor);
            tensor.OwningScope = this;
        }
        _owned.Add(disposable);
        _manager.CountAttached();
    }
}
