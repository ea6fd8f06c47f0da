namespace DeferredSeg.Archive.Items;

/// <summary>One item of an archive: who works on it until when, and how often that failed. Its key is the archive's id and the item's hash.</summary>
public interface IItemGrain : IGrainWithStringKey
{
    /// <summary>Asks for the item, or to keep it.</summary>
    /// <param name="round">One run of a coordinator; attempts of another do not count.</param>
    /// <param name="worker">Who asks.</param>
    Task<ItemLease> Begin(string round, string worker);

    /// <summary>Says what became of it, and gives it back.</summary>
    /// <param name="round">The round.</param>
    /// <param name="worker">Who says so.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="fault">Why it failed; null where it did not.</param>
    /// <returns>What is to become of it.</returns>
    Task<ItemVerdict> End(string round, string worker, ItemOutcome outcome, ItemFault? fault);
}

/// <summary>What became of an attempt.</summary>
public enum ItemOutcome
{
    /// <summary>Its result is in the output.</summary>
    Done,

    /// <summary>It could not be read or routed.</summary>
    Bad,

    /// <summary>It was not begun, or was stopped: no attempt.</summary>
    Returned,
}

/// <summary>Whether a worker has an item.</summary>
/// <param name="Granted">Whether it has.</param>
/// <param name="Until">Until when it, or whoever has it, may keep it without a word.</param>
/// <param name="Failed">Why nobody is to try it again; null where one may.</param>
[GenerateSerializer]
[Immutable]
public sealed record ItemLease([property: Id(0)] bool Granted, [property: Id(1)] DateTime Until, [property: Id(2)] ItemFault? Failed = null);

/// <summary>What is to become of an item.</summary>
/// <param name="State">Whether it is done, waits for another attempt, or is given up.</param>
/// <param name="Fault">Why it is given up, or why the last attempt failed.</param>
[GenerateSerializer]
[Immutable]
public sealed record ItemVerdict([property: Id(0)] ItemState State, [property: Id(1)] ItemFault? Fault = null);

/// <summary>How an item stands.</summary>
public enum ItemState
{
    /// <summary>Somebody is to work on it.</summary>
    Waiting,

    /// <summary>Its result is in the output.</summary>
    Done,

    /// <summary>It was tried often enough.</summary>
    Failed,
}
