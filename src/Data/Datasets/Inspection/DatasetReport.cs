namespace DeferredSeg.Data.Datasets.Inspection;

/// <summary>What a dataset holds.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="Cases">Images.</param>
/// <param name="Patients">Patients.</param>
/// <param name="Channels">1 grey, 3 colour.</param>
/// <param name="Classes">The classes of masks.</param>
/// <param name="ClassKind">multilabel or exclusive.</param>
/// <param name="Sizes">How many images have each size, rows by columns, the most frequent first.</param>
/// <param name="Minimum">The least finite value of any image; null where none could be read.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="FullScales">How many images have each value of full brightness; "none" for real numbers.</param>
/// <param name="Gold">References of the dataset's own.</param>
/// <param name="EmptyGold">References without foreground, of these.</param>
/// <param name="ForegroundShare">For each class the mean share of pixels in references; empty without any.</param>
/// <param name="FieldsOfView">Images with a field of view.</param>
/// <param name="Raters">Each rater.</param>
/// <param name="Agreement">Each pair of raters with a case in common.</param>
/// <param name="Problems">Everything that cannot be used, a sentence each.</param>
/// <param name="Notes">What is odd and does no harm, a sentence each.</param>
public sealed record DatasetReport(
    string Name,
    int Cases,
    int Patients,
    int Channels,
    IReadOnlyList<string> Classes,
    string ClassKind,
    IReadOnlyDictionary<string, int> Sizes,
    double? Minimum,
    double? Maximum,
    IReadOnlyDictionary<string, int> FullScales,
    int Gold,
    int EmptyGold,
    IReadOnlyList<double> ForegroundShare,
    int FieldsOfView,
    IReadOnlyList<RaterReport> Raters,
    IReadOnlyList<PairReport> Agreement,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Notes
);
