namespace DeferredSeg.Data.Datasets;

/// <summary>What a dataset holds.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="Cases">Images.</param>
/// <param name="Patients">Patients.</param>
/// <param name="Channels">1 grey, 3 colour, or as many as images have.</param>
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
)
{
    /// <summary>The values in the files of the reference, all together; null where there are none.</summary>
    public ValueReport? GoldValues { get; init; }
}

/// <summary>Which values mask files hold, before they are classes.</summary>
/// <param name="Distinct">How many different values, at most 65536.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Listed">Each with its share of pixels where they are few, else the most frequent, as text.</param>
public sealed record ValueReport(int Distinct, double Minimum, double Maximum, string Listed);

/// <summary>What one rater left.</summary>
/// <param name="Name">The rater.</param>
/// <param name="Present">Masks.</param>
/// <param name="Empty">Masks without foreground, of these.</param>
/// <param name="Missing">Cases without a mask.</param>
/// <param name="Declined">Cases that the rater would not judge.</param>
/// <param name="Unreadable">Masks that cannot be used.</param>
/// <param name="DiceWithOthers">The mean over cases and other raters; null where nobody else rated.</param>
/// <param name="DiceWithGold">The mean over cases; null where there is no reference.</param>
public sealed record RaterReport(string Name, int Present, int Empty, int Missing, int Declined, int Unreadable, double? DiceWithOthers, double? DiceWithGold)
{
    /// <summary>The values in the rater's files, all together; null where there are none, or they are no files.</summary>
    public ValueReport? Values { get; init; }
}

/// <summary>How two raters agree.</summary>
/// <param name="One">A rater.</param>
/// <param name="Other">Another.</param>
/// <param name="Cases">Cases that both rated.</param>
/// <param name="Dice">The mean over these; 1 where both masks of a case are empty.</param>
public sealed record PairReport(string One, string Other, int Cases, double Dice);
