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
        Description = guard.Call("Describe", _ => inner.Describe(), description => ExpertCheck.Description(description, name));
    }

    /// <summary>What <see cref="Describe"/> returned when the expert was made.</summary>
    public ExpertDescriptor Description { get; }

    /// <summary>The plugin that brings it.</summary>
    public string Plugin => _guard.Plugin;

    /// <summary>Whether the plugin is not called any more, since it went wrong.</summary>
    public bool IsQuarantined => _guard.Quarantine is not null;

    private protected PluginGuard Guard => _guard;

    internal IExpertSource Inner =>
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
            cancellation: cancellation
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
        return _guard.Call("Poll", stop => inner.Poll(id, stop), reply => ExpertCheck.Reply(reply, question), cancellation: cancellation);
    }

    /// <summary>Frees the plugin's expert. Can be called twice.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _inner, null) is { } inner)
            _guard.Free(inner);
        GC.SuppressFinalize(this);
    }

    /// <summary>The guard that fits what the expert offers besides answers.</summary>
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

/// <summary>A guarded expert who can show how it simulates.</summary>
public sealed class GuardedSimulatedExpert : GuardedExpertSource, ISimulatedExpert
{
    internal GuardedSimulatedExpert(PluginGuard guard, ISimulatedExpert inner, string name)
        : base(guard, inner, name) { }

    /// <summary>What the expert answers and how; see <see cref="ISimulatedExpert.Simulate"/>.</summary>
    /// <exception cref="ArgumentException">The expert refuses the question or the numbers; the message is its own.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var inner = (ISimulatedExpert)Inner;
        using var about = PluginCase.Name(request.Case.Id);
        return Guard.Call(
            "Simulate",
            stop => inner.Simulate(request, uniforms, stop),
            simulation => ExpertCheck.Simulation(simulation, request),
            cancellation: cancellation,
            refusal: static e => e is ArgumentException and not ArgumentNullException
        );
    }
}

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
            refusal: static e => e is ArgumentException and not ArgumentNullException
        );
    }
}

/// <summary>The last questions to one expert, without their images.</summary>
internal sealed class SubmittedQuestions
{
    /// <summary>How many are kept.</summary>
    public const int Most = 65_536;

    private readonly Dictionary<string, SubmittedQuestion> _byId = [];
    private readonly Dictionary<string, string> _idByKey = [];
    private readonly Queue<string> _order = [];

    public string? IdOf(string key) => _idByKey.GetValueOrDefault(key);

    public SubmittedQuestion? Find(string id) => _byId.GetValueOrDefault(id);

    public void Add(string id, ExpertRequest request)
    {
        if (_idByKey.TryAdd(request.Key, id))
            _order.Enqueue(id);
        _byId[id] = SubmittedQuestion.Of(request);
        if (_order.Count > Most && _byId.Remove(_order.Dequeue(), out var oldest))
            _idByKey.Remove(oldest.Key);
    }
}

/// <summary>What must be known of a question to check its answer.</summary>
/// <param name="Key">The question's name.</param>
/// <param name="Case">The case that it is about.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Classes">Classes K of the answer.</param>
internal sealed record SubmittedQuestion(string Key, string Case, int Height, int Width, int Classes)
{
    public static SubmittedQuestion Of(ExpertRequest request) => new(request.Key, request.Case.Id, request.Image.Height, request.Image.Width, request.Classes);
}
