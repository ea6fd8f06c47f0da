namespace DeferredSeg.Abstractions.Experts;

/// <summary>
/// Questions that outlive a process, and their answers: what the host gives to sources whose answers come from people (<see cref="ExpertContext.Questions"/>).
/// </summary>
/// <remarks>
/// What was submitted is on the disk when the call returns. An answered question stays answered with the same answer. Several threads, and several
/// processes on the same store, may call at once.
/// </remarks>
public interface IQuestionStore
{
    /// <summary>Keeps a question. Where its key is known already the first question stands, whatever else this one says.</summary>
    /// <param name="expert">The expert's name in the configuration.</param>
    /// <param name="request">The question; its ground truth is not kept.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    /// <returns>The id to look for the answer with: the same whenever the key is the same.</returns>
    string Submit(string expert, ExpertRequest request, CancellationToken cancellation = default);

    /// <summary>Looks for the answer.</summary>
    /// <param name="id">What <see cref="Submit"/> returned.</param>
    /// <param name="cancellation">Ends a long look-up early.</param>
    /// <exception cref="ArgumentException">There is no such question.</exception>
    ExpertReply Find(string id, CancellationToken cancellation = default);
}
