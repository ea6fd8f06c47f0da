using System.Collections.Immutable;
using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive.Dispatch;

/// <summary>
/// Who does what: coordinators bring archives and ask how they stand, workers bring what they finished and get more. There is one in a cluster. What it knows
/// is in memory: if it is lost, coordinators say it again.
/// </summary>
public interface IDispatchGrain : IGrainWithStringKey
{
    /// <summary>Brings an archive. Of an archive that is known by another round nothing is kept.</summary>
    /// <param name="order">The archive.</param>
    /// <param name="round">One run of a coordinator.</param>
    Task Open(ArchiveOrder order, string round);

    /// <summary>Adds items that are to be routed; those that are known already change nothing.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="items">The items.</param>
    Task Add(string archive, ImmutableArray<ArchiveItem> items);

    /// <summary>How an archive stands; null where it is not known, or by another round.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="round">The round.</param>
    /// <param name="from">How many settled items the caller knows.</param>
    Task<ArchiveProgress?> Collect(string archive, string round, int from);

    /// <summary>Ends an archive; nothing of it is handed out any more.</summary>
    /// <param name="archive">The archive.</param>
    Task Close(string archive);

    /// <summary>What a worker has to know of an archive; null where it is not known.</summary>
    /// <param name="archive">The archive.</param>
    Task<ArchiveOrder?> Order(string archive);

    /// <summary>A worker says how it stands, and gets what it wants.</summary>
    /// <param name="report">What it says.</param>
    Task<ImmutableArray<HandedItem>> Exchange(WorkerReport report);

    /// <summary>All archives.</summary>
    Task<ImmutableArray<ArchiveProgress>> Status();
}

/// <summary>Names of the one dispatch.</summary>
public static class DispatchKey
{
    /// <summary>Its key.</summary>
    public const string Only = "dispatch";
}

/// <summary>What a worker says.</summary>
[GenerateSerializer]
[Immutable]
public sealed record WorkerReport
{
    /// <summary>Its name, which no other has or had.</summary>
    [Id(0)]
    public required string Worker { get; init; }

    /// <summary>Its memory in MiB: what the process holds of the machine's.</summary>
    [Id(1)]
    public int Memory { get; init; }

    /// <summary>Why it waits, in a sentence; null where it does not.</summary>
    [Id(2)]
    public string? Paused { get; init; }

    /// <summary>How many items it wants.</summary>
    [Id(3)]
    public int Wanted { get; init; }

    /// <summary>What it has.</summary>
    [Id(4)]
    public ImmutableArray<HeldItem> Holding { get; init; } = [];

    /// <summary>What became of what it had.</summary>
    [Id(5)]
    public ImmutableArray<SettledItem> Settled { get; init; } = [];

    /// <summary>The archives that it may not work on, with the reasons.</summary>
    [Id(6)]
    public ImmutableDictionary<string, string> Refused { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether this is its last word.</summary>
    [Id(7)]
    public bool Leaves { get; init; }
}

/// <summary>An item that a worker is given.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Round">The round, for the item's grain.</param>
/// <param name="Item">The item.</param>
[GenerateSerializer]
[Immutable]
public sealed record HandedItem([property: Id(0)] string Archive, [property: Id(1)] string Round, [property: Id(2)] ArchiveItem Item)
{
    /// <summary>The key of the item's grain.</summary>
    public string Key => $"{Archive}/{Item.Hash}";
}

/// <summary>An item that a worker has.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Hash">The item.</param>
[GenerateSerializer]
[Immutable]
public sealed record HeldItem([property: Id(0)] string Archive, [property: Id(1)] string Hash);

/// <summary>What became of an item.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Hash">The item.</param>
/// <param name="State">How it stands.</param>
/// <param name="Fault">Why it failed; null where it did not.</param>
/// <param name="Delay">When it may be tried again, from now; zero for at once.</param>
[GenerateSerializer]
[Immutable]
public sealed record SettledItem(
    [property: Id(0)] string Archive,
    [property: Id(1)] string Hash,
    [property: Id(2)] ItemState State,
    [property: Id(3)] ItemFault? Fault = null,
    [property: Id(4)] TimeSpan Delay = default
);

/// <summary>How an archive stands.</summary>
[GenerateSerializer]
[Immutable]
public sealed record ArchiveProgress
{
    /// <summary>The archive.</summary>
    [Id(0)]
    public required ArchiveOrder Order { get; init; }

    /// <summary>How many items wait.</summary>
    [Id(1)]
    public required int Waiting { get; init; }

    /// <summary>How many somebody has.</summary>
    [Id(2)]
    public required int Held { get; init; }

    /// <summary>How many are done since the coordinator began.</summary>
    [Id(3)]
    public required int Done { get; init; }

    /// <summary>How many were given up.</summary>
    [Id(4)]
    public required int Failed { get; init; }

    /// <summary>The settled items from the place that was asked for on, in the order in which they were settled.</summary>
    [Id(5)]
    public ImmutableArray<SettledItem> Settled { get; init; } = [];

    /// <summary>The workers of the cluster that were heard of lately.</summary>
    [Id(6)]
    public ImmutableArray<WorkerProgress> Workers { get; init; } = [];

    /// <summary>Workers that were refused, each with the reason.</summary>
    [Id(7)]
    public ImmutableArray<string> Refused { get; init; } = [];
}

/// <summary>How a worker stands.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Done">How many items of all archives it finished since it is known.</param>
/// <param name="Holding">How many it has.</param>
/// <param name="Memory">Its memory in MiB.</param>
/// <param name="Paused">Why it waits, in a sentence; null where it does not.</param>
[GenerateSerializer]
[Immutable]
public sealed record WorkerProgress(
    [property: Id(0)] string Worker,
    [property: Id(1)] int Done,
    [property: Id(2)] int Holding,
    [property: Id(3)] int Memory,
    [property: Id(4)] string? Paused
);
