using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Settings;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>The raters of the configuration's dataset, none of whom has seen the images: experts who are recorded can be made, and decline.</summary>
internal sealed class AbsentRaters(IReadOnlyList<string> names) : IRaterMasks
{
    public IReadOnlyList<string> Raters => names;

    /// <summary>The dataset's raters; null where it has none or is not there.</summary>
    public static AbsentRaters? Of(DatasetSettings settings)
    {
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
