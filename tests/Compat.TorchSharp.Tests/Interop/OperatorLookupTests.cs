using TorchSharp.Interop;

namespace Compat.TorchSharp.Tests.Interop;

public sealed class OperatorLookupTests : TensorTest
{
    [Fact]
    public void Missing_operators_are_named_with_the_version_that_lacks_them()
    {
        var operators = new[] { new Op("no_such_operator"), new Op("add", "NoSuchOverload"), new Op("add", "Tensor") };

        var missing = operators.Where(operation => !operation.TryResolve()).Select(operation => operation.ToString()).ToList();
        var message = Ops.Lacking(missing);

        Assert.Equal(["aten::no_such_operator", "aten::add.NoSuchOverload"], missing);
        Assert.Contains("aten::no_such_operator, aten::add.NoSuchOverload", message);
        Assert.Contains($"libtorch {__version__} lacks 2", message);
    }

    [Fact]
    public void An_operator_that_this_libtorch_lacks_says_so_when_it_is_called()
    {
        using var one = ones(1);

        var error = Assert.Throws<NotSupportedException>(() => new Op("no_such_operator").Call(one));

        Assert.Contains($"aten::no_such_operator is not an operator of libtorch {__version__}", error.Message);
    }

    [Fact]
    public void An_argument_of_the_wrong_kind_is_named_with_the_schema()
    {
        using var one = ones(1);

        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => Ops.add__Tensor.Call(one, "text"));

        Assert.Contains("argument 'other' was given a string", error.Message);
        Assert.Contains("aten::add.Tensor(", error.Message);
    }

    [Fact]
    public void Too_many_arguments_are_refused()
    {
        using var one = ones(1);

        Assert.Contains("takes at most 1", Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => Ops.exp.Call(one, 1, 2)).Message);
    }

    [Fact]
    public void The_error_of_an_operator_is_libtorchs_own()
    {
        using var a = ones(2, 3);
        using var b = ones(2, 3);

        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => a.mm(b)).Message);
    }
}
