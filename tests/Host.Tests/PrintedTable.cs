using Spectre.Console;

namespace DeferredSeg.Host.Tests;

/// <summary>The tables that a run printed, read as a person reads them: which number stands under which head.</summary>
internal static class PrintedTable
{
    private static readonly char[] _walls = ['│', '|'];

    /// <summary>Prints, and reads the tables with borders; the first line of each has the heads, which may take several lines.</summary>
    public static IReadOnlyList<string[][]> Read(Action print, out string output)
    {
        using var console = RunConsole.Take();
        // Wide enough that no cell is broken.
        AnsiConsole.Profile.Width = 250;
        print();
        output = console.Output;
        var tables = new List<List<string[]>>();
        var isHead = false;
        foreach (var line in output.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0 || !_walls.Contains(line[0]))
            {
                // Above the heads there is a border, beneath them another.
                isHead = line.Length > 0 && "╭+┌".Contains(line[0]);
                if (isHead)
                    tables.Add([]);
                continue;
            }
            string[] cells = [.. line.Trim(_walls).Split(_walls).Select(cell => cell.Trim())];
            if (isHead && tables[^1].Count == 1)
                tables[^1][0] = [.. tables[^1][0].Zip(cells, (above, below) => $"{above} {below}".Trim())];
            else
                tables[^1].Add(cells);
        }
        return [.. tables.Select(table => table.ToArray())];
    }
}
