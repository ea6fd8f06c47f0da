namespace DeferredSeg.Data.Ledgers;

/// <summary>Whether the reference that an expert is measured by is made of the expert's own masks.</summary>
public enum Containment
{
    /// <summary>The expert is not recorded, or there is no reference: the question does not arise.</summary>
    NotApplicable,

    /// <summary>The expert left no mask for the case.</summary>
    NoAnswer,

    /// <summary>No: neither the expert nor the same person is in it.</summary>
    None,

    /// <summary>The same person is in it with another mask, for example by another tool.</summary>
    SamePerson,

    /// <summary>The mask that the expert answers with is in it.</summary>
    SameMask,

    /// <summary>The reference was given, and nobody knows what it was made of.</summary>
    Unknown,
}
