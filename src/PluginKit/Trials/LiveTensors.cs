namespace DeferredSeg.PluginKit.Trials;

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
