using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A guarded expert whose answers were recorded.</summary>
public sealed class GuardedRecordedExpert : GuardedExpertSource, IRecordedExpert
{
    private readonly IRaterMasks? _raters;

    internal GuardedRecordedExpert(PluginGuard guard, IRecordedExpert inner, string name, IRaterMasks? raters)
        : base(guard, inner, name) => _raters = raters;

    /// <summary>Whose masks an answer is made of; see <see cref="IRecordedExpert.Origin"/>.</summary>
    /// <exception cref="ArgumentException">The expert does not know the case; the message is its own.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public AnswerOrigin Origin(string caseId, long seed)
    {
        var inner = (IRecordedExpert)Inner;
        using var about = PluginCase.Name(caseId);
        return Guard.Call(
            "Origin",
            _ => inner.Origin(caseId, seed),
            origin => ExpertCheck.Origin(origin, _raters),
            static _ => { },
            refusal: static e => e is ArgumentException and not ArgumentNullException
        );
    }
}
