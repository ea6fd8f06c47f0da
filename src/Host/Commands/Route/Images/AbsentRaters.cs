using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Host.Configuration.Layers;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>The raters of the configuration's dataset, none of whom has seen the images: experts who are recorded can be made, and decline.</summary>
internal sealed class AbsentRaters(IReadOnlyList<string> names) : IRaterMasks
{
    public IReadOnlyList<string> Raters => names;

    /// <summary>The dataset's raters, or those that the run remembers; null where there are none.</summary>
    /// <param name="settings">The dataset of the configuration, which need not be there.</param>
    /// <param name="run">The folder of the run that is used; null without.</param>
    public static AbsentRaters? Of(DatasetSettings settings, string? run)
    {
        if (run is not null && FolderOrigin.Read(run) is { Raters: { Count: > 0 } remembered })
            return new(remembered);
        if (settings is { Source: null, Folder: null or "" })
            return null;
        try
        {
            return DatasetOpening.Open(settings).Raters is { } raters ? new(raters.Raters) : null;
        }
        catch (IOException)
        {
            // Nothing but names is wanted of it: whoever needs them says so.
            return null;
        }
    }

    public RaterMask Find(string caseId, string rater) => RaterMask.Missing;
}
