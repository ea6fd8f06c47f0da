using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Human;

/// <summary>Brings the expert source <c>human</c>.</summary>
public sealed class HumanPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<HumanFactory>();
}

/// <summary>The options of <c>human</c>.</summary>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel; <c>export</c> works it out from measured seconds.</param>
/// <param name="Capacity">The largest share of a batch's pixels that the expert takes; null without a limit.</param>
/// <param name="Person">The person who answers, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
/// <param name="Tool">What the person works with.</param>
public sealed record HumanOptions(
    [OptionRange(0, 1e9)] double Cost = 0,
    [OptionRange(0, 1)] double? Capacity = null,
    string? Person = null,
    string? Tier = null,
    string? Tool = null
);

/// <summary>Makes experts who are people.</summary>
public sealed class HumanFactory : IExpertSourceFactory
{
    internal const string Name = "human";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context)
    {
        var options = OptionReader.Read<HumanOptions>(context.Options);
        if (context.Questions is not { } questions)
            throw new ArgumentException(
                $"The expert '{context.Name}' is a person, and there is no place for questions to them; expected route or evaluate with --study FOLDER or "
                    + "--inbox FOLDER. Training cannot wait for people: export what they answered, and train with it as a recorded expert.",
                nameof(context)
            );
        return new HumanExpert(context.Name, options, questions);
    }
}
