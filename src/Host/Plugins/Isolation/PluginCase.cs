namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>Which case the calls of this flow are about, for the messages of failed calls.</summary>
public static class PluginCase
{
    private static readonly AsyncLocal<string?> _current = new();

    /// <summary>The case; null where there is none.</summary>
    public static string? Current => _current.Value;

    /// <summary>Names the case until the result is disposed.</summary>
    /// <param name="caseId">One case, or the cases of a batch joined by commas.</param>
    public static IDisposable Name(string caseId)
    {
        var before = _current.Value;
        _current.Value = caseId;
        return new Restore(before);
    }

    private sealed class Restore(string? before) : IDisposable
    {
        public void Dispose() => _current.Value = before;
    }
}
