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

/// <summary>Who an expert is, and what asking them means.</summary>
public sealed record ExpertDescriptor
{
    /// <summary>The expert's name in the configuration, unique there.</summary>
    public required string Id { get; init; }

    /// <summary>The person behind the answers, where they are known: two experts may be one person with two tools.</summary>
    public string? Person { get; init; }

    /// <summary>What the person works with.</summary>
    public string? Tool { get; init; }

    /// <summary>The person's standing, for example <c>resident</c> or <c>senior</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>The cost of one routed pixel, in units of one wrong pixel (the c_j of Eq. 1); at least 0.</summary>
    public double Cost { get; init; }

    /// <summary>The largest share of a batch's pixels that the expert takes, 0 to 1; null without a limit.</summary>
    public double? Capacity { get; init; }

    /// <summary>
    /// Whether somebody answers in their own time: such an expert is asked about what was routed to them alone, and a command that waits for them ends
    /// and is typed again.
    /// </summary>
    public bool AnswersLater { get; init; }

    /// <summary>Whether the answers are simulated from the ground truth. Only such an expert is given it, and every use is written down.</summary>
    public bool NeedsGroundTruth { get; init; }
}

/// <summary>Makes a plugin's experts. Registered by <see cref="Plugins.IPluginRegistration.AddExpertSource"/>.</summary>
public interface IExpertSourceFactory
{
    /// <summary>The name by which a configuration asks for the source, for example <c>synthetic</c>; as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>Makes one expert.</summary>
    /// <param name="context">The name, the options and the recorded raters.</param>
    /// <returns>A new source, the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">
    /// An option is unknown or out of range, or recorded raters are needed and there are none; the message says what is expected.
    /// </exception>
    IExpertSource Create(ExpertContext context);
}

/// <summary>What an expert source is made from.</summary>
/// <param name="Name">The expert's name in the configuration: the <see cref="ExpertDescriptor.Id"/>.</param>
/// <param name="Options">The expert's own part of the configuration.</param>
/// <param name="RaterMasks">The dataset's recorded raters; null where it has none.</param>
public sealed record ExpertContext(string Name, IConfiguration Options, IRaterMasks? RaterMasks)
{
    /// <summary>Where questions to people are kept until they are answered; null where the command named no such place.</summary>
    public IQuestionStore? Questions { get; init; }
}
