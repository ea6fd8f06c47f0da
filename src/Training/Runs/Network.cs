using DeferredSeg.Data.Prepared;
using DeferredSeg.Training.Deferred;

namespace DeferredSeg.Training.Runs;

/// <summary>A system that is trained, as one function of prepared cases; what a frozen encoder computes may come from the cache.</summary>
internal sealed class Network(DeferredSystem system, TrainedParts parts, ImageEncoding encoding)
{
    /// <summary>Segments and routes; what comes back is the caller's to dispose. A backbone that is not trained leaves no graph.</summary>
    /// <param name="cases">Images of one size.</param>
    /// <param name="training">Whether the modules are in training mode.</param>
    public DeferredOutput Of(IReadOnlyList<PreparedCase> cases, bool training)
    {
        using var embedding = encoding.Of(cases, training);
        var prompts = system.Prompts([.. cases.Select(one => one.Box)]);
        var output = system.Decode(embedding, prompts, parts.TrainsBackbone);
        return output.Fitting(cases[0].Info.Id, cases.Count, cases[0].Reference.Classes, cases[0].Height, cases[0].Width);
    }
}
