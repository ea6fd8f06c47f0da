namespace DeferredSeg.Data.Ledgers;

/// <summary>How often the reference contained one expert, counted over entries.</summary>
/// <param name="Expert">The expert's name.</param>
/// <param name="Answers">Entries with a reference and an answer of this recorded expert.</param>
/// <param name="SameMask">Entries whose reference is made of the expert's own mask.</param>
/// <param name="SamePerson">Entries whose reference is made of another mask of the same person.</param>
/// <param name="Unknown">Entries whose given reference is of unknown origin.</param>
/// <param name="NoAnswer">Entries for which the expert left no mask.</param>
/// <param name="GivenTruth">Entries for which the expert was given the ground truth.</param>
public sealed record ExpertContainment(string Expert, int Answers, int SameMask, int SamePerson, int Unknown, int NoAnswer, int GivenTruth);
