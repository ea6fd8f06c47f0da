using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

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
