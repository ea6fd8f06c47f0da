namespace DeferredSeg.Reporting.Tables;

/// <summary>One cell of a <see cref="ResultTable"/>: a <see cref="TextCell"/>, a <see cref="NumberCell"/> or a <see cref="SummaryCell"/>.</summary>
public abstract record TableCell
{
    private protected TableCell()
    {
    }

    /// <summary>Whether it is the best value of its row, which people see in bold.</summary>
    public bool IsBest { get; init; }

    /// <summary>The cell as people read it, without its unit.</summary>
    public abstract string Shown { get; }
}
