using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;

namespace Experts.Recorded;

/// <summary>Makes experts who answer with recorded masks.</summary>
public sealed class RecordedFactory : IExpertSourceFactory
{
    internal const string Name = "recorded";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context)
    {
        var options = OptionReader.Read<RecordedOptions>(context.Options);
        if (context.RaterMasks is not { Raters.Count: > 0 } masks)
            throw new ArgumentException(
                $"The expert '{context.Name}' is {Name}, and the dataset has no recorded raters; expected a dataset with the masks of one rater or more.",
                nameof(context)
            );
        return new RecordedExpert(context.Name, options, masks);
    }
}
