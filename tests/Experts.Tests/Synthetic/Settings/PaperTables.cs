namespace Experts.Synthetic.Tests.Settings;

/// <summary>The paper's tables, read from the paper: foreground, background, and what the third column comes to.</summary>
internal static class PaperTables
{
    // Table 2, in percent; the boundary is an accuracy.
    public static readonly (double Foreground, double Background, double Boundary)[] Table2 = [(92, 98, 98), (85, 99, 94), (75, 95, 90)];

    // Table D.9: the last column is an edge boost.
    public static readonly (double Foreground, double Background, double Boost)[] TableD9 =
    [
        (0.92, 0.98, 0.05),
        (0.91, 0.99, 0.05),
        (0.93, 0.97, 0.05),
        (0.90, 0.97, 0.10),
        (0.94, 0.99, 0.06),
    ];

    // Table E.11: FG strong, BG strong, BD strong, FG+BG strong, FG+BD strong, BG+BD strong, FG+BG+BD strong.
    public static readonly (double Foreground, double Background, double Boost)[] TableE11 =
    [
        (0.97, 0.90, 0.08),
        (0.88, 0.99, 0.08),
        (0.88, 0.90, 0.12),
        (0.97, 0.99, 0.03),
        (0.97, 0.90, 0.10),
        (0.88, 0.99, 0.12),
        (0.97, 0.99, 0.03),
    ];

    // Appendix D's list, and the second column of Table E.12.
    public static readonly int[][] AppendixD =
    [
        [1],
        [2, 3],
        [1, 2, 3],
        [2, 3, 4, 5],
        [1, 2, 3, 4, 5],
    ];
    public static readonly int[][] AppendixE =
    [
        [1],
        [1, 6],
        [1, 2, 3],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
    ];

    /// <summary>The experts of a panel file, by its name.</summary>
    public static IReadOnlyList<(double Foreground, double Background, double Boundary)> Panel(string file) =>
        file switch
        {
            "table2-j1" => [Percent(Table2[0])],
            "table2-j3" => [.. Table2.Select(Percent)],
            _ when file.StartsWith("appendix-d-j", StringComparison.Ordinal) => [.. AppendixD[file[^1] - '1'].Select(expert => Boosted(TableD9[expert - 1]))],
            _ when file.StartsWith("appendix-e-j", StringComparison.Ordinal) => [.. AppendixE[file[^1] - '1'].Select(expert => Boosted(TableE11[expert - 1]))],
            _ => throw new ArgumentException(file),
        };

    /// <summary>What a panel file calls its experts. E2 and E6 of Table E.11 are told apart by this alone: limited to 1, their numbers are the same.</summary>
    public static IReadOnlyList<string> Names(string file) =>
        file switch
        {
            "table2-j1" => ["expert1"],
            "table2-j3" => ["expert1", "expert2", "expert3"],
            _ => [.. (file.StartsWith("appendix-d", StringComparison.Ordinal) ? AppendixD : AppendixE)[file[^1] - '1'].Select(expert => $"E{expert}")],
        };

    public static (double Foreground, double Background, double Boundary) Percent((double Foreground, double Background, double Boundary) row) =>
        (row.Foreground / 100, row.Background / 100, row.Boundary / 100);

    public static (double Foreground, double Background, double Boundary) Boosted((double Foreground, double Background, double Boost) row) =>
        (row.Foreground, row.Background, Math.Min(row.Background + row.Boost, 1));
}
