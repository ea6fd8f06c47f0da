namespace DeferredSeg.Reporting.Reports;

/// <summary>A part of a section: plain data that know how to be written as HTML.</summary>
public interface IReportBlock
{
    /// <summary>Writes it.</summary>
    internal void Write(HtmlWriter html);
}
