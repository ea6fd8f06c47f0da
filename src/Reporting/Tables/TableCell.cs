using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>One cell of a <see cref="ResultTable"/>: a <see cref="TextCell"/>, a <see cref="NumberCell"/> or a <see cref="SummaryCell"/>.</summary>
public abstract record TableCell
{
    private protected TableCell() { }

    /// <summary>Whether it is the best value of its row, which people see in bold.</summary>
    public bool IsBest { get; init; }

    /// <summary>The cell as people read it, without its unit.</summary>
    public string Shown => Main + Range;

    /// <summary>The cell's value, without its interval.</summary>
    internal abstract string Main { get; }

    /// <summary>The interval in brackets, after a space; empty without one.</summary>
    internal virtual string Range => "";

    /// <summary>How its number is shown; null for a word.</summary>
    internal virtual NumberFormat? Format => null;
}
