namespace DeferredSeg.Abstractions.Experts;

/// <summary>
/// One expert who can be asked. Asking and answering are apart, because one of the sources is a person who answers tomorrow:
/// <see cref="Submit"/> leaves a question, <see cref="Poll"/> looks for the answer. Neither waits.
/// </summary>
/// <remarks>
/// <para>Durable and idempotent: a key that was submitted before keeps its question and its id, also in another process where the source
/// outlives one; an answered question stays answered with the same answer. A source that answers at once derives from
/// <see cref="ImmediateExpertSource"/>.</para>
/// <para>Randomness comes from the request's seed, the expert's name, the case and the epoch alone (<see cref="Randomness.StableRandom"/>): never from a global
/// generator, the clock, the order of questions or the batch.</para>
/// <para>Threads: one call at a time. Errors: throw; the host names the plugin, the call and the case.</para>
/// </remarks>
public interface IExpertSource : IDisposable
{
    /// <summary>Who the expert is. The same value at every call.</summary>
    ExpertDescriptor Describe();

    /// <summary>Leaves a question. Where the key is known already the first question stands, whatever else this one says.</summary>
    /// <returns>The id to poll with: not empty, and the same whenever the key is the same.</returns>
    /// <exception cref="ArgumentException">
    /// The request cannot be understood; for a question that is understood and refused, <see cref="Poll"/> says declined.
    /// </exception>
    string Submit(ExpertRequest request, CancellationToken cancellation = default);

    /// <summary>Looks for the answer.</summary>
    /// <param name="id">What <see cref="Submit"/> returned.</param>
    /// <param name="cancellation">Ends a long look-up early.</param>
    /// <exception cref="ArgumentException">Nothing was submitted under that id.</exception>
    ExpertReply Poll(string id, CancellationToken cancellation = default);
}
