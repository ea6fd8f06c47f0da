namespace TorchSharp;

/// <summary>The dispose scopes of a thread, innermost last.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? _current;

    private DisposeScope? _innermost;

    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.ThreadStatistics;

    internal static DisposeScopeManager ThreadSingleton => _current ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics ThreadStatistics { get; } = new();

    internal DisposeScope? Innermost => _innermost;

    internal static DisposeScope NewDisposeScope()
    {
        var manager = ThreadSingleton;
        return manager._innermost = new DisposeScope(manager) { Outer = manager._innermost };
    }

    internal void Register(torch.Tensor created)
    {
        if (_innermost is null)
        {
            ThreadStatistics.TensorStatistics.CreatedOutsideScopeCount++;
            return;
        }
        ThreadStatistics.TensorStatistics.CreatedInScopeCount++;
        _innermost.Add(created);
    }

    // Scopes are disposed innermost first as a rule; one disposed out of turn leaves the chain without disturbing it.
    internal void Remove(DisposeScope scope)
    {
        if (ReferenceEquals(_innermost, scope))
        {
            _innermost = scope.Outer;
            return;
        }
        var open = new Stack<DisposeScope>();
        for (var s = _innermost; s is not null; s = s.Outer)
        {
            if (!ReferenceEquals(s, scope)) open.Push(s);
        }
        _innermost = Relink(open);
    }

    internal void CountAttached() => ThreadStatistics.TensorStatistics.AttachedToScopeCount++;

    internal void CountDetached() => ThreadStatistics.TensorStatistics.DetachedFromScopeCount++;

    internal void CountDisposedInScope() => ThreadStatistics.TensorStatistics.DisposedInScopeCount++;

    internal void CountDisposedOutsideScope() => ThreadStatistics.TensorStatistics.DisposedOutsideScopeCount++;

    private static DisposeScope? Relink(Stack<DisposeScope> outermostFirst)
    {
        DisposeScope? outer = null;
        while (outermostFirst.TryPop(out var scope))
        {
            scope.Outer = outer;
            outer = scope;
        }
        return outer;
    }
}
