using TorchSharp.Interop;

namespace Compat.TorchSharp.Tests.Interop;

public sealed class OperatorTableTests : TensorTest
{
    [Fact]
    public void Every_operator_of_the_table_is_used_by_the_binding()
    {
        var table = typeof(Ops).GetFields().Where(field => field.FieldType == typeof(Op)).Select(field => (Op)field.GetValue(null)!).ToList();
        Assert.True(table.Count > 350, $"{table.Count} operators");
        Assert.Equal(table.Count, table.Select(op => op.ToString()).Distinct().Count());
        var used = Operators.CompletenessTests.FieldsUsedBy(typeof(Tensor).Assembly, except: typeof(Ops));
        Assert.Empty(typeof(Ops).GetFields().Where(field => field.FieldType == typeof(Op) && !used.Contains(field)).Select(field => field.Name));
    }
}
