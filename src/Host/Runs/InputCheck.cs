using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Host.Runs;

/// <summary>Holds images against those that a network was trained on: what lies far outside is refused, what is merely unlike is told.</summary>
/// <param name="seen">What the network was trained on; null where that is not known, and nothing is refused.</param>
/// <param name="anyValues">Whether what lies far outside is told instead of refused.</param>
internal sealed class InputCheck(SeenImages? seen, bool anyValues)
{
    /// <summary>Whether there is anything to hold images against.</summary>
    public bool IsKnown => seen is not null;

    /// <summary>What is to be told of an image; null where it is like those of training.</summary>
    /// <exception cref="DataException">Its values lie far outside of those of training.</exception>
    public string? Note(DatasetCase one, PreparedImage prepared) => seen?.Of(one, prepared) is var (refusal, note) ? Accepted(refusal) ?? note : null;

    /// <summary>The same of values in the network's input space.</summary>
    /// <exception cref="DataException">They lie far outside of those of training.</exception>
    public string? Note(string name, ReadOnlySpan<float> input) => Accepted(seen?.Refusal(name, input));

    private string? Accepted(string? refusal) =>
        refusal is null ? null
        : anyValues ? refusal + "."
        : throw new DataException($"{refusal}; {TrainingImages.Accept} takes it all the same.");
}
