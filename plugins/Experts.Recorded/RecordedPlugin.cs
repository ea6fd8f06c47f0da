using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Recorded;

/// <summary>Brings the expert source <c>recorded</c>.</summary>
public sealed class RecordedPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<RecordedFactory>();
}

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
