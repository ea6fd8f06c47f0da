namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>A comma separated table with a header and a row for each case (or volume).</summary>
/// <param name="File">The file, relative to the dataset's folder; null for no table.</param>
/// <param name="Id">The column with the case's id; an extension such as .png does not matter.</param>
/// <param name="Patient">The column with the patient; null where another rule names patients.</param>
/// <param name="Where">Conditions such as usable=1 or dataset!=3, all of which a row must meet; cases of other rows, or of none, are left out.</param>
public sealed record IndexSettings(string? File = null, string Id = "id", string? Patient = null, IReadOnlyList<string>? Where = null);
