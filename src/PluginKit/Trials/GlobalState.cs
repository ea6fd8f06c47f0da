namespace DeferredSeg.PluginKit.Trials;

/// <summary>What torch keeps for the thread and the process, as it was when this was made; disposing it puts it back.</summary>
internal sealed class GlobalState : IDisposable
{
    private readonly Tensor _generator;
    private readonly torch.ScalarType _dtype = torch.get_default_dtype();
    private readonly bool _gradients = torch.is_grad_enabled();
    private readonly bool _inference = torch.is_inference_mode_enabled();
    private readonly int _threads = torch.get_num_threads();
    private readonly DisposeScope? _scope = torch.CurrentDisposeScope;

    public GlobalState() => _generator = torch.get_rng_state().DetachFromDisposeScope();

    /// <summary>What is different now, in words; null where nothing is.</summary>
    public string? Difference()
    {
        using var generator = torch.get_rng_state();
        if (torch.is_grad_enabled() != _gradients)
            return $"gradients are {(torch.is_grad_enabled() ? "on" : "off")} on this thread, they were {(_gradients ? "on" : "off")}";
        if (torch.is_inference_mode_enabled() != _inference)
            return $"inference mode is {(torch.is_inference_mode_enabled() ? "on" : "off")} on this thread";
        if (torch.CurrentDisposeScope != _scope)
            return "the innermost dispose scope of this thread is another than before";
        if (torch.get_default_dtype() != _dtype)
            return $"the default type is {torch.get_default_dtype()}, it was {_dtype}";
        if (torch.get_num_threads() != _threads)
            return $"torch computes with {torch.get_num_threads()} threads, it were {_threads}";
        return Comparison.AreEqual(generator, _generator) ? null : "torch's global generator has advanced";
    }

    public void Dispose()
    {
        for (var scope = torch.CurrentDisposeScope; scope is not null && scope != _scope; scope = torch.CurrentDisposeScope)
            scope.Dispose();
        // The guard of set_grad_enabled would put back what the plugin left; it is dropped on purpose.
        if (torch.is_grad_enabled() != _gradients)
            GC.SuppressFinalize(torch.set_grad_enabled(_gradients));
        torch.set_default_dtype(_dtype);
#pragma warning disable RS0030 // Puts back what a plugin changed.
        if (torch.get_num_threads() != _threads)
            torch.set_num_threads(_threads);
#pragma warning restore RS0030
        torch.set_rng_state(_generator);
        _generator.Dispose();
    }
}
