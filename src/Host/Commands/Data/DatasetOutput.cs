using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Host.Commands.Data;

/// <summary>Writes a dataset to a folder and says so.</summary>
internal static class DatasetOutput
{
    public static void Write(IDataset dataset, string folder, string form, string format, CancellationToken cancellation)
    {
        new DatasetWriter(dataset, folder, form == "npy" ? WrittenForm.Npy : WrittenForm.Png).Write(cancellation);
        var report = new WrittenReport(folder, dataset.Cases.Count, dataset.Raters?.Raters ?? []);
        if (format == "json")
            OutputFormat.WriteJson(report);
        else
            Console.WriteLine(
                $"{report.Cases} cases{(report.Raters.Count > 0 ? $" with {report.Raters.Count} raters" : "")} written to {folder}. See them: ./deferredseg data inspect {folder}"
            );
    }
}
