using TorchSharp.Interop;

namespace Compat.TorchSharp.Tests.Process;

/// <summary>What only this binding has: its table of operators, and OpenBLAS's threads beside libtorch's.</summary>
public sealed class BindingTests : TensorTest
{
    [Fact]
    public void The_number_of_threads_reaches_OpenBLAS()
    {
        var before = get_num_threads();
        try
        {
            foreach (var threads in (int[])[2, 1])
            {
                set_num_threads(threads);
                Assert.Equal(threads, Native.shim_blas_threads());
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

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
