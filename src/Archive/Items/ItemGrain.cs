using System.Globalization;
using Orleans.Placement;

namespace DeferredSeg.Archive.Items;

/// <summary>What is kept of an item, also when whoever holds it dies.</summary>
[GenerateSerializer]
public sealed class ItemMemory
{
    /// <summary>The coordinator's run that the numbers are of.</summary>
    [Id(0)]
    public string? Round { get; set; }

    /// <summary>Who has it; null for nobody.</summary>
    [Id(1)]
    public string? Worker { get; set; }

    /// <summary>Until when.</summary>
    [Id(2)]
    public DateTime Until { get; set; }

    /// <summary>How many attempts failed.</summary>
    [Id(3)]
    public int Bad { get; set; }

    /// <summary>How many workers died while they had it.</summary>
    [Id(4)]
    public int Deaths { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    [Id(5)]
    public ItemFault? Fault { get; set; }
}

/// <inheritdoc cref="IItemGrain"/>
/// <remarks>It lives where it is worked on, so that asking costs no way through the network.</remarks>
[PreferLocalPlacement]
internal sealed class ItemGrain([PersistentState("item", ItemGrain.Storage)] IPersistentState<ItemMemory> memory, ArchiveTimes times) : Grain, IItemGrain
{
    /// <summary>The name of the storage.</summary>
    public const string Storage = "items";

    /// <summary>How often an item is tried that cannot be read or routed.</summary>
    public const int Attempts = 3;

    /// <summary>How many workers may die at an item; each is thought to have had bad luck before that.</summary>
    public const int MostDeaths = 5;

    /// <inheritdoc/>
    public async Task<ItemLease> Begin(string round, string worker)
    {
        var item = memory.State;
        var now = DateTime.UtcNow;
        if (item.Worker is { } other && other != worker)
        {
            if (item.Until > now)
                return new(false, item.Until);
            item.Deaths++;
            item.Fault = new($"{other} had it and was not heard of again.");
        }
        if (item.Round != round)
            (item.Round, item.Bad, item.Deaths, item.Fault) = (round, 0, 0, null);
        if (Verdict() is { State: ItemState.Failed } failed)
        {
            item.Worker = null;
            await memory.WriteStateAsync();
            return new(false, now, failed.Fault);
        }
        (item.Worker, item.Until) = (worker, now + times.Lease);
        await memory.WriteStateAsync();
        return new(true, item.Until);
    }

    /// <inheritdoc/>
    public async Task<ItemVerdict> End(string round, string worker, ItemOutcome outcome, ItemFault? fault)
    {
        var item = memory.State;
        if (outcome == ItemOutcome.Done)
        {
            // What is done is done, whoever had it: the result is in the output. The output remembers it; nothing else has to.
            await memory.ClearStateAsync();
            DeactivateOnIdle();
            return new(ItemState.Done);
        }
        if (item.Worker != worker)
            return Verdict();
        item.Worker = null;
        if (outcome == ItemOutcome.Bad && item.Round == round)
            (item.Bad, item.Fault) = (item.Bad + 1, fault);
        await memory.WriteStateAsync();
        return Verdict();
    }

    private ItemVerdict Verdict()
    {
        var item = memory.State;
        if (item.Bad >= Attempts)
            return new(ItemState.Failed, item.Fault);
        return item.Deaths >= MostDeaths
            ? new(
                ItemState.Failed,
                new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{item.Deaths} workers in a row were lost while they worked on it. The last: {item.Fault?.Message} Look at it alone: the same "
                            + $"command about it without --cluster."
                    )
                )
            )
            : new(ItemState.Waiting, item.Fault);
    }
}
