namespace DeferredSeg.Data.Ledgers;

/// <summary>The record of every use of ground truth in a run. Several threads may add at once; the order in which they do shows nowhere.</summary>
public sealed class Ledger
{
    private readonly SortedDictionary<(string CaseId, long Seed), LedgerEntry> _entries = new(
        Comparer<(string CaseId, long Seed)>.Create(
            (one, other) => string.CompareOrdinal(one.CaseId, other.CaseId) is not 0 and var order ? order : one.Seed.CompareTo(other.Seed)
        )
    );

    private readonly Lock _lock = new();

    /// <summary>A copy of the entries, by case and seed.</summary>
    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries.Values];
        }
    }

    /// <summary>Adds an entry. The same again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">There is an entry of that case and seed that says something else.</exception>
    public void Add(LedgerEntry entry)
    {
        lock (_lock)
        {
            if (_entries.TryAdd((entry.CaseId, entry.Seed), entry))
                return;
            var (known, added) = (LedgerLine.Of(_entries[(entry.CaseId, entry.Seed)]), LedgerLine.Of(entry));
            if (known != added)
                throw new InvalidOperationException(
                    $"The ledger has another entry of '{entry.CaseId}' with seed {entry.Seed}: {known}; now it would be {added}. "
                        + "Expected one entry for a case and a seed."
                );
        }
    }

    /// <summary>What the entries come to.</summary>
    public LedgerSummary Summarise() => LedgerSummary.Of(Entries);

    /// <summary>Writes a line of JSON for each entry, by case and seed, in one piece: nothing is written where an entry cannot be.</summary>
    /// <param name="writer">Where to; it stays open.</param>
    public void WriteJsonLines(TextWriter writer) => writer.Write(string.Concat(Entries.Select(entry => $"{LedgerLine.Of(entry)}\n")));

    /// <summary>
    /// Writes a table, comma separated (RFC 4180), with a header and a row for each case and expert, in one piece. A case without experts has one row.
    /// </summary>
    /// <param name="writer">Where to; it stays open.</param>
    public void WriteTable(TextWriter writer) => writer.Write(LedgerTable.Of(Entries));
}
