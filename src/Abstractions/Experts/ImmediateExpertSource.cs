using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>An expert who answers at once: one method instead of two.</summary>
/// <remarks>
/// The last <see cref="Remembered"/> questions are kept, or as many as have 4 MiB of pixels together, the last one always: any number of images can be asked
/// about. The answer is computed when it is polled, each time anew: it must follow from the request
/// alone.
/// </remarks>
public abstract class ImmediateExpertSource : IExpertSource
{
    /// <summary>How many questions are kept at most; an older one must be submitted again.</summary>
    public const int Remembered = 1024;

    private const long MostBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, ExpertRequest> _requests = [];
    private readonly Queue<string> _order = [];
    private long _bytes;

    /// <inheritdoc/>
    public abstract ExpertDescriptor Describe();

    /// <summary>What the expert can be asked; any other task is declined.</summary>
    protected virtual IReadOnlyList<ExpertTask> Tasks => [ExpertTask.Annotate];

    /// <summary>
    /// Whether what the expert would outline also answers other tasks: a proposal is accepted that is nearer to it than the model's mask, the nearest of
    /// several is chosen, and a click goes to the middle of the largest error. <see cref="Answer"/> is asked as for <see cref="ExpertTask.Annotate"/> then.
    /// </summary>
    protected virtual bool AnswersByMask => false;

    /// <summary>Answers.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    protected abstract ExpertReply Answer(ExpertRequest request, CancellationToken cancellation);

    /// <inheritdoc/>
    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        if (!_requests.TryAdd(request.Key, request))
            return request.Key;
        _order.Enqueue(request.Key);
        _bytes += Bytes(request);
        while (_order.Count > Remembered || (_bytes > MostBytes && _order.Count > 1))
        {
            if (_requests.Remove(_order.Dequeue(), out var oldest))
                _bytes -= Bytes(oldest);
        }
        return request.Key;
    }

    private static long Bytes(ExpertRequest request) =>
        request.Image.Values.Length
        + ((MaskPlanes?[])[request.Region, request.GroundTruth, request.Model, .. request.Proposals]).Sum(mask => mask?.Values.Length ?? 0L);

    /// <inheritdoc/>
    public ExpertReply Poll(string id, CancellationToken cancellation = default) =>
        _requests.TryGetValue(id, out var request)
            ? Tasks.Contains(request.Task)
                ? Answer(request, cancellation)
                : AnswersByMask && Tasks.Contains(ExpertTask.Annotate) && request.Task is (ExpertTask.Judge or ExpertTask.Choose or ExpertTask.Click)
                    ? MaskAnswers.Of(request, Answer(request with { Task = ExpertTask.Annotate }, cancellation))
                    : ExpertReply.Declined($"{Describe().Id} knows {string.Join(", ", Tasks)} alone; it was asked to {request.Task}.")
            : throw new ArgumentException(
                $"Nothing was submitted under '{id}', or it was more than {Remembered} questions ago, or {MostBytes >> 20} MiB of them; submit it again.",
                nameof(id)
            );

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a source holds; by default nothing.</summary>
    protected virtual void Dispose(bool disposing) { }
}
