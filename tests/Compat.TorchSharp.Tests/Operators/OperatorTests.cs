using Compat.TorchSharp.Tests.Operators.Tables;

namespace Compat.TorchSharp.Tests.Operators;

/// <summary>Every operator of the tables against its definition, forward and backward, with inputs drawn anew at each run.</summary>
public sealed class OperatorTests : TensorTest
{
    private static readonly Dictionary<string, Row> _rows = ((IEnumerable<(string Group, IEnumerable<Row> Rows)>)
    [
        (nameof(Unary), Unary.Rows),
        (nameof(Binary), Binary.Rows),
        (nameof(Comparison), Comparison.Rows),
        (nameof(Reductions), Reductions.Rows),
        (nameof(Shapes), Shapes.Rows),
        (nameof(Selection), Selection.Rows),
        (nameof(Indexing), Indexing.Rows),
        (nameof(Matrices), Matrices.Rows),
        (nameof(Activations), Activations.Rows),
        (nameof(Convolutions), Convolutions.Rows),
        (nameof(Pooling), Pooling.Rows),
        (nameof(Resampling), Resampling.Rows),
        (nameof(Normalizations), Normalizations.Rows),
        (nameof(Losses), Losses.Rows),
        (nameof(Creation), Creation.Rows),
    ]).SelectMany(table => table.Rows.Select(row => row with { Name = $"{table.Group}: {row.Name}" })).ToDictionary(row => row.Name);

    public static TheoryData<string> All => [.. _rows.Keys];

    public static TheoryData<string> Smooth => [.. _rows.Keys.Where(name => _rows[name].Smooth)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_form_of_an_operator_gives_the_values_of_its_definition(string name) => Seeded(() => Check.Values(_rows[name], new Random(Seed)));

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Every_derivative_is_that_of_central_finite_differences(string name) => Seeded(() => Check.Gradients(_rows[name], new Random(Seed)));

    private void Seeded(Action check)
    {
        try
        {
            check();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message} (DEFERREDSEG_TEST_SEED={Seed})", e);
        }
    }
}
