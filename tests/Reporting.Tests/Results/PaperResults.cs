using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Tests.Results;

/// <summary>Rows of the paper's tables, as input of tests.</summary>
internal static class PaperResults
{
    public static DatasetResult Prostate { get; } =
        new(
            "Prostate (PROMISE12)",
            [
                new("nnUNet v2", Rates((90.49, 0.12), (82.70, 0.20), (91.78, 0.53))),
                new("MedSAM", Rates((84.16, double.NaN), (73.01, double.NaN), (76.70, double.NaN), count: 1)),
                new(
                    "Ours (1 expert)",
                    Rates((97.06, 0.05), (94.38, 0.08), (95.33, 0.09)),
                    Rates((97.88, 0.01), (95.85, 0.01), (97.01, 0)),
                    Rates((82.80, 2.75), (79.56, 2.68), (83.55, 1.37))
                ),
                new(
                    "Ours (3 experts)",
                    Rates((96.00, 0.14), (92.46, 0.24), (96.42, 0.04)),
                    Rates((95.09, 0.19), (90.80, 0.32), (95.57, 0.04)),
                    Rates((87.17, 1.99), (86.80, 1.91), (99.05, 0.64))
                ),
            ]
        );

    public static DatasetResult Tumour { get; } =
        new(
            "Tumour (LiTS)",
            [
                new(
                    "Ours (1 expert)",
                    Rates((91.01, 4.30), (85.81, 6.60), (88.99, 6.67)),
                    Rates((93.88, 3.16), (89.64, 5.36), (93.81, 2.80)),
                    Rates((67.34, 25.33), (64.03, 26.14), (73.00, 24.24))
                ),
            ]
        );

    public static ConfigurationResult[] Ablation { get; } =
    [
        new(
            ["1", "DC"],
            new(
                "",
                Rates((96.86, 0.92), (94.00, 1.73), (96.80, 1.89)),
                Rates((95.67, 1.48), (91.78, 2.72), (95.32, 2.90)),
                Rates((94.55, 0.89), (93.67, 1.01), (96.49, 1.71))
            )
        ),
        new(
            ["1", "+ SC"],
            new(
                "",
                Rates((97.17, 0.63), (94.57, 1.17), (97.29, 1.24)),
                Rates((96.09, 0.88), (92.55, 1.62), (96.01, 1.76)),
                Rates((96.08, 0.52), (95.14, 0.54), (97.41, 1.32))
            )
        ),
        new(
            ["3", "+ SC, LB"],
            new(
                "",
                Rates((96.58, 1.04), (93.56, 1.87), (98.34, 0.47)),
                Rates((95.08, 1.78), (90.85, 3.08), (97.61, 0.68)),
                Rates((96.19, 0.55), (95.25, 0.56), (98.39, 1.03))
            )
        ),
    ];

    public static PerspectiveRates Rates(
        (double Mean, double Deviation) dice,
        (double Mean, double Deviation) jaccard,
        (double Mean, double Deviation) sensitivity,
        int count = 3
    ) => new(One(dice, count), One(jaccard, count), One(sensitivity, count));

    private static Measurement One((double Mean, double Deviation) per, int count) =>
        new(new SampleSummary(Math.Round(per.Mean / 100, 6), Math.Round(per.Deviation / 100, 6), count, 0));
}
