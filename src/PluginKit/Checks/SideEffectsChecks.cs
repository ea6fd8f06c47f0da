namespace DeferredSeg.PluginKit.Checks;

/// <summary>What torch keeps for thread and process stays as it is.</summary>
public sealed class BackboneGlobalStateCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "global-state";

    /// <inheritdoc/>
    public override string Proves =>
        "In evaluation mode Encode and Decode leave torch's global generator, gradient mode, dispose scopes, default type and threads as they were.";

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var prompts = trial.Prompts(2, trial.LargestSize);
        // The caller records gradients here, so that a plugin that switches them off is seen.
        using var mode = torch.set_grad_enabled(true);
        using var state = new GlobalState();
        using var embedding = trial.Encode(images);
        state.MustBeUnchanged("Encode");
        using var output = trial.Decode(embedding, prompts);
        state.MustBeUnchanged("Decode");
        return CheckVerdict.Passed;
    }
}

/// <summary>What torch keeps for thread and process stays as it is.</summary>
public sealed class HeadGlobalStateCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "global-state";

    /// <inheritdoc/>
    public override string Proves =>
        "In evaluation mode Route leaves torch's global generator, gradient mode, dispose scopes, default type and threads as they were.";

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        using var mode = torch.set_grad_enabled(true);
        using var state = new GlobalState();
        using var output = trial.Route(segmentation);
        state.MustBeUnchanged("Route");
        return CheckVerdict.Passed;
    }
}

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

    /// <summary>Fails where anything is different after a call.</summary>
    public void MustBeUnchanged(string call, string mend = "Dispose guards and scopes before returning, and draw random numbers from a generator of your own.")
    {
        if (Difference() is { } difference)
            throw new CheckFailure(call, $"afterwards {difference}", "the state of before", mend);
    }

    /// <summary>What is different now, in words; null where nothing is.</summary>
    private string? Difference()
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

/// <summary>Tensors that a call leaves behind.</summary>
public sealed class BackboneLeaksCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "no-leaks";

    /// <inheritdoc/>
    public override string Proves => "After Encode, Decode and disposing what they returned, as many tensors are alive as before, however often it is done.";

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.Sizes[0]);
        var prompts = trial.Prompts(2, trial.Sizes[0]);
        LiveTensors.MustReturn(
            "Encode and Decode",
            () =>
            {
                using var embedding = trial.EncodeWithFeatures(images);
                using var output = trial.Decode(embedding, prompts);
            }
        );
        return CheckVerdict.Passed;
    }
}

/// <summary>Tensors that a call leaves behind.</summary>
public sealed class HeadLeaksCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "no-leaks";

    /// <inheritdoc/>
    public override string Proves => "After Route and disposing what it returned, as many tensors are alive as before, however often it is done.";

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        LiveTensors.MustReturn("Route", () => trial.Route(segmentation).Dispose());
        return CheckVerdict.Passed;
    }
}

/// <summary>How many tensors live, compared with before.</summary>
internal static class LiveTensors
{
    private const int Rounds = 4;

    /// <summary>Fails where rounds of a call leave tensors behind. The first round may fill caches; it is not counted.</summary>
    public static void MustReturn(string call, Action round)
    {
        round();
        // Finalizers of older tensors must not hide what is left now.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < Rounds; i++)
            round();
        var left = Tensor.TotalCount - before;
        if (left > 0)
            throw new CheckFailure(
                call,
                $"{left} tensors more are alive after {Rounds} rounds whose results were all disposed",
                "as many as before",
                "Dispose intermediate tensors, for example by a dispose scope, and keep none after the call."
            );
    }
}
