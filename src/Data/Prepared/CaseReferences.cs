using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Prepared;

/// <summary>The references of a dataset's cases by one policy, at the dataset's own size.</summary>
public sealed class CaseReferences
{
    private readonly IDataset _dataset;
    private readonly Func<string, IReadOnlyList<AnswerOrigin>> _experts;
    private readonly ReferenceBuilder? _builder;

    /// <summary>Holds the policy against the dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="policy">
    /// How references are made; null for the dataset's own where it has one, else the strict majority of the raters who are no experts.
    /// </param>
    /// <param name="experts">Whose masks the experts of the run use in a case; null where none is recorded.</param>
    /// <exception cref="ArgumentException">The policy contradicts itself or asks for what the dataset has not.</exception>
    public CaseReferences(IDataset dataset, ReferencePolicy? policy = null, Func<string, IReadOnlyList<AnswerOrigin>>? experts = null)
    {
        (_dataset, _experts) = (dataset, experts ?? (_ => []));
        Policy = policy ?? new(dataset.Description.HasGold ? ReferenceRule.Given : ReferenceRule.Majority);
        var given = Policy.Rule == ReferenceRule.Given;
        var builder = new ReferenceBuilder(Policy, dataset.Raters, given && !dataset.Description.HasGold ? null : _ => null);
        _builder = given ? null : builder;
    }

    /// <summary>How references are made.</summary>
    public ReferencePolicy Policy { get; }

    /// <summary>The reference of a case, or why there is none.</summary>
    /// <param name="one">The case as it was read.</param>
    public CaseReference Of(DatasetCase one) =>
        (_builder ?? new(Policy, _dataset.Raters, _ => one.Gold)).Build(one.Info.Id, _dataset.Description.ClassKind, _experts(one.Info.Id));
}
