using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Data;

/// <summary>What a dataset took for granted, and images that are there twice, told on standard error.</summary>
internal static class DatasetNotes
{
    /// <summary>
    /// Looks for images under several names, with a bar, and says what was done to images and references as they were read, with the number of cases.
    /// </summary>
    public static TwinImages TwinsOf(IDataset dataset, IReadOnlyList<CaseInfo> cases, CancellationToken cancellation)
    {
        var notes = new Dictionary<string, int>(StringComparer.Ordinal);
        void See(DatasetCase one)
        {
            foreach (var note in one.Notes)
                notes[note] = notes.GetValueOrDefault(note) + 1;
        }
        TwinImages twins;
        using (var bar = new ProgressBar("Comparing images", cases.Count))
            twins = TwinImages.Of(dataset, cases, done => bar.Show(done, ""), See, cancellation);
        foreach (var (note, count) in notes)
            Console.Error.WriteLine($"{note} {count} {(count == 1 ? "case" : "cases")}.");
        return twins;
    }

    /// <summary>Says the notes, a line each.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="twins">What there is to say of images under several names; null for nothing.</param>
    public static void Tell(IDataset dataset, string? twins = null)
    {
        foreach (var note in dataset.Notes)
            Console.Error.WriteLine(note);
        if (twins is not null)
            Console.Error.WriteLine(twins);
    }
}
