using DeferredSeg.Abstractions.Experts;

namespace Experts.Human;

/// <summary>A person. Questions go into the store that the command names, and answers are found there, tomorrow or in another process.</summary>
/// <remarks>The truth never reaches them.</remarks>
/// <param name="name">The expert's name in the configuration.</param>
/// <param name="options">Who they are.</param>
/// <param name="questions">Where questions are kept.</param>
public sealed class HumanExpert(string name, HumanOptions options, IQuestionStore questions) : IExpertSource
{
    /// <inheritdoc/>
    public ExpertDescriptor Describe() =>
        new()
        {
            Id = name,
            Person = options.Person,
            Tool = options.Tool,
            Tier = options.Tier,
            Cost = options.Cost,
            Capacity = options.Capacity,
            AnswersLater = true,
        };

    /// <inheritdoc/>
    public string Submit(ExpertRequest request, CancellationToken cancellation = default) =>
        questions.Submit(name, request with { GroundTruth = null }, cancellation);

    /// <inheritdoc/>
    public ExpertReply Poll(string id, CancellationToken cancellation = default) => questions.Find(id, cancellation);

    /// <inheritdoc/>
    public void Dispose() { }
}
