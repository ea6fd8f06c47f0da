namespace DeferredSeg.Bench.Bodies;

/// <summary>Makes a call so often, with its tensors in dispose scopes.</summary>
internal static class Repeat
{
    private const int CallsInScope = 10;

    public static Action<int> InScopes(Action call, int callsInScope = CallsInScope) =>
        calls =>
        {
            for (var done = 0; done < calls; done += callsInScope)
            {
                using var scope = NewDisposeScope();
                for (var i = 0; i < callsInScope; i++)
                    call();
            }
        };
}
