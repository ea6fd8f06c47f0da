namespace DeferredSeg.Reporting.Tables;

/// <summary>Columns that stand together under one head, for example System, Expert and Model under a method.</summary>
/// <param name="Name">The head; empty where the columns need none.</param>
/// <param name="Columns">The names below it, at least one; a single empty name stands for a head without columns below.</param>
public sealed record ColumnGroup(string Name, IReadOnlyList<string> Columns)
{
    /// <summary>The columns' names as one line of heads needs them, for example <c>DSC: System</c>.</summary>
    public IEnumerable<string> FullNames => Columns.Select(column => string.Join(": ", new[] { Name, column }.Where(part => part.Length > 0)));
}
