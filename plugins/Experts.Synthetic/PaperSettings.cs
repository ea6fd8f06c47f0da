namespace Experts.Synthetic;

/// <summary>The experts of the paper, by name.</summary>
/// <remarks>
/// Table 2 states accuracies in percent, the boundary's too. Tables D.9 and E.11 state the boundary as an "edge boost" over the background;
/// most of the sums exceed 1 and are limited to it. In Table E.11, E4 and E7 are the same numbers
/// under two names, and E2 and E6 become the same expert by the limit.
/// </remarks>
internal static class PaperSettings
{
    /// <summary>The one expert of the paper's comparisons (Section 5.3).</summary>
    public const string OneExpert = "table2/1";

    /// <summary>All names, for messages.</summary>
    public const string Names =
        "table2/1 to table2/3, tableD9/E1 to tableD9/E5, tableE11/E1 to tableE11/E7, or a member of a panel, "
        + "appendixD/J1/1 to appendixD/J5/5, appendixE/J1/1 to appendixE/J5/5";

    private static readonly RegionAccuracy[] _table2 = [Absolute(0.92, 0.98, 0.98), Absolute(0.85, 0.99, 0.94), Absolute(0.75, 0.95, 0.90)];

    private static readonly RegionAccuracy[] _tableD9 =
    [
        Boost(0.92, 0.98, 0.05),
        Boost(0.91, 0.99, 0.05),
        Boost(0.93, 0.97, 0.05),
        Boost(0.90, 0.97, 0.10),
        Boost(0.94, 0.99, 0.06),
    ];

    private static readonly RegionAccuracy[] _tableE11 =
    [
        Boost(0.97, 0.90, 0.08),
        Boost(0.88, 0.99, 0.08),
        Boost(0.88, 0.90, 0.12),
        Boost(0.97, 0.99, 0.03),
        Boost(0.97, 0.90, 0.10),
        Boost(0.88, 0.99, 0.12),
        Boost(0.97, 0.99, 0.03),
    ];

    // Which experts of Table D.9, and of Table E.11 (Table E.12), make the panels of 1 to 5.
    private static readonly int[][] _appendixD =
    [
        [1],
        [2, 3],
        [1, 2, 3],
        [2, 3, 4, 5],
        [1, 2, 3, 4, 5],
    ];
    private static readonly int[][] _appendixE =
    [
        [1],
        [1, 6],
        [1, 2, 3],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
    ];

    /// <summary>Every name and its accuracies. Case does not matter.</summary>
    public static IReadOnlyDictionary<string, RegionAccuracy> All { get; } =
        new Dictionary<string, RegionAccuracy>(
            [
                .. Rows("table2/", _table2),
                .. Rows("tableD9/E", _tableD9),
                .. Rows("tableE11/E", _tableE11),
                .. Panels("appendixD", _appendixD, _tableD9),
                .. Panels("appendixE", _appendixE, _tableE11),
            ],
            StringComparer.OrdinalIgnoreCase
        );

    /// <summary>The accuracies of a name; null where there is none of that name.</summary>
    public static RegionAccuracy? Find(string name) => All.GetValueOrDefault(name);

    private static RegionAccuracy Absolute(double foreground, double background, double boundary) =>
        RegionAccuracy.Of(foreground, background, boundary, BoundaryMeaning.Absolute);

    private static RegionAccuracy Boost(double foreground, double background, double boundary) =>
        RegionAccuracy.Of(foreground, background, boundary, BoundaryMeaning.Boost);

    private static IEnumerable<KeyValuePair<string, RegionAccuracy>> Rows(string prefix, RegionAccuracy[] table) =>
        table.Select((row, index) => KeyValuePair.Create($"{prefix}{index + 1}", row));

    private static IEnumerable<KeyValuePair<string, RegionAccuracy>> Panels(string appendix, int[][] panels, RegionAccuracy[] table) =>
        panels.SelectMany(panel => panel.Select((expert, index) => KeyValuePair.Create($"{appendix}/J{panel.Length}/{index + 1}", table[expert - 1])));
}
