using System.Globalization;
using Spectre.Console;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Losses;

/// <summary>What was computed, by name.</summary>
/// <param name="Tag">The surrogate's name in the names of its terms: DC, SM, OVA or TWO_STAGE.</param>
/// <param name="Scalars">Numbers, lists of numbers and texts.</param>
/// <param name="Arrays">Tensors, in the caller's dispose scope.</param>
internal sealed record LossResult(string Tag, IReadOnlyDictionary<string, object?> Scalars, IReadOnlyDictionary<string, Tensor> Arrays);

/// <summary>The losses as a table.</summary>
internal static class LossTable
{
    public static void Write(LossResult result, string? output)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Loss").AddColumn("Term").AddColumn(new TableColumn("Value").RightAligned());
        Row(table, result, result.Tag, "experts", $"L_{result.Tag}_term1_experts");
        Row(table, result, "", "segmentor", $"L_{result.Tag}_term2_segmentor");
        Row(table, result, "", "cross-entropy", $"L_{result.Tag}_term3_bce");
        Row(table, result, "", "total", $"L_{result.Tag}");
        Row(table, result, "SC", "cross-entropy", "L_SC_term1_bce");
        Row(table, result, "", "beta1 squared error", "L_SC_term2_beta1_mse");
        Row(table, result, "", "beta2 rate", "L_SC_term3_beta2_rate");
        Row(table, result, "", "total", "L_SC");
        Row(table, result, "LB", "", "L_LB");
        Row(table, result, "Total", "", "L_total");
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"rho {List(result, "rho")}, bounds from {List(result, "l")} to {List(result, "u")}; "
                + $"pixels by argmax (segmentor first) {List(result, "hard_routing_fraction")}."
        );
        if (output is not null)
            Console.WriteLine($"{result.Arrays.Count} arrays written to {output}.");
    }

    private static void Row(Table table, LossResult result, string loss, string term, string name)
    {
        if (result.Scalars.TryGetValue(name, out var value))
            table.AddRow(loss, term, string.Create(CultureInfo.InvariantCulture, $"{value:0.000000}"));
    }

    private static string List(LossResult result, string name) =>
        $"[{string.Join(", ", ((IEnumerable<double>)result.Scalars[name]!).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value:0.000}")))}]";
}
