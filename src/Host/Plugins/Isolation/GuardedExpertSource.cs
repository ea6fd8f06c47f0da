using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's expert whose every call is guarded.</summary>
public class GuardedExpertSource : IExpertSource
{
    private readonly PluginGuard _guard;
    private readonly SubmittedQuestions _submitted = new();
    private IExpertSource? _inner;

    internal GuardedExpertSource(PluginGuard guard, IExpertSource inner, string name)
    {
        _guard = guard;
        _inner = inner;
        Description = guard.Call("Describe", _ => inner.Describe(), description => ExpertCheck.Description(description, name), static _ => { });
    }

    /// <summary>What <see cref="Describe"/> returned when the expert was made.</summary>
    public ExpertDescriptor Description { get; }

    /// <summary>The plugin that brings it.</summary>
    public string Plugin => _guard.Plugin;

    private protected PluginGuard Guard => _guard;

    private protected IExpertSource Inner =>
        _inner ?? throw new ObjectDisposedException(Description.Id, $"The expert {Description.Id} was disposed, or its plugin {Plugin} was unloaded.");

    /// <inheritdoc/>
    public ExpertDescriptor Describe() => Description;

    /// <summary>
    /// Leaves a question; see <see cref="IExpertSource.Submit"/>. The ground truth is taken out where the expert does not declare that it needs it.
    /// </summary>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        var inner = Inner;
        using var about = PluginCase.Name(request.Case.Id);
        var question = Description.NeedsGroundTruth ? request : request with { GroundTruth = null };
        var id = _guard.Call(
            "Submit",
            stop => inner.Submit(question, stop),
            id => ExpertCheck.Id(id, request.Key, _submitted.IdOf(request.Key)),
            static _ => { },
            cancellation
        );
        _submitted.Add(id, request);
        return id;
    }

    /// <summary>Looks for the answer; see <see cref="IExpertSource.Poll"/>.</summary>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public ExpertReply Poll(string id, CancellationToken cancellation = default)
    {
        var inner = Inner;
        var question =
            _submitted.Find(id)
            ?? throw new ArgumentException(
                $"Nothing was submitted to {Description.Id} under '{id}', or it was more than {SubmittedQuestions.Most} questions ago; submit it again.",
                nameof(id)
            );
        using var about = PluginCase.Name(question.Case);
        return _guard.Call("Poll", stop => inner.Poll(id, stop), reply => ExpertCheck.Reply(reply, question), static _ => { }, cancellation);
    }

    /// <summary>Frees the plugin's expert. Can be called twice.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _inner, null) is { } inner)
            _guard.Free(inner);
        GC.SuppressFinalize(this);
    }

    /// <summary>The guard that fits what the expert offers beside answers.</summary>
    internal static GuardedExpertSource Of(PluginGuard guard, IExpertSource inner, ExpertContext context) =>
        inner switch
        {
            ISimulatedExpert and IRecordedExpert => throw new PluginFaultException(
                "it is both simulated (ISimulatedExpert) and recorded (IRecordedExpert); an answer is one of them."
            ),
            ISimulatedExpert simulated => new GuardedSimulatedExpert(guard, simulated, context.Name),
            IRecordedExpert recorded => new GuardedRecordedExpert(guard, recorded, context.Name, context.RaterMasks),
            _ => new GuardedExpertSource(guard, inner, context.Name),
        };
}
