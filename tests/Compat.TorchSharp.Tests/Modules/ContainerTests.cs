using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Lists, dictionaries and sequences of modules and parameters.</summary>
public sealed class ContainerTests : TensorTest
{
    [Fact]
    public void Containers_hold_modules_in_order_and_by_name()
    {
        using var scope = NewDisposeScope();
        using var list = ModuleList<torch.nn.Module<Tensor, Tensor>>(ReLU(), Tanh());
        list.append(Linear(1, 2));
        list.extend([Sigmoid()]);
        Assert.Equal((4, 1), (list.Count, list.IndexOf(list[1])));
        list[1] = GELU();
        Assert.Equal(["0", "1", "2", "3"], list.named_children().Select(c => c.name));
        Assert.Equal(["ReLU", "GELU", "Linear", "Sigmoid"], list.Select(module => module.GetName()));
        Assert.Equal(["2.weight", "2.bias"], list.state_dict().Keys);
        using var dictionary = ModuleDict(("a", Linear(1, 1, false)), ("b", Linear(1, 1)));
        using var replaced = dictionary["a"];
        dictionary["a"] = Linear(3, 1, false);
        Assert.Equal(["a.weight", "b.weight", "b.bias"], dictionary.state_dict().Keys);
        Assert.Equal((2, 3L, true, false), (dictionary.Count, dictionary["a"].in_features, dictionary.ContainsKey("b"), dictionary.ContainsKey("c")));
        using var parameters = ParameterList(Parameter(torch.ones(1)), Parameter(torch.zeros(2), false));
        parameters.append(Parameter(torch.ones(3)));
        Assert.Equal(["0", "1", "2"], parameters.named_parameters().Select(p => p.name));
        Assert.Equal([true, false, true], parameters.Select(p => p.requires_grad));
    }

    [Fact]
    public void A_sequence_calls_its_steps_one_after_the_other()
    {
        using var scope = NewDisposeScope();
        var x = torch.randn(3);
        foreach (var sequence in (Sequential[])[
            Sequential(Tanh(), Softplus()), Sequential(("first", Tanh()), ("second", Softplus())),
            Sequential((IEnumerable<torch.nn.Module<Tensor, Tensor>>)[Tanh(), Softplus()]), Sequential((IEnumerable<(string, torch.nn.Module<Tensor, Tensor>)>)[("a", Tanh()), ("b", Softplus())]),
            Sequential().append(Tanh()).append("last", Softplus())])
        {
            using (sequence)
            {
                var hooked = false;
                ((torch.nn.Module<Tensor, Tensor>)sequence[0]).register_forward_hook((_, _, result) => { hooked = true; return result; });
                Assert.True(sequence.call(x).Equals(x.tanh().softplus()));
                Assert.Equal((2, true), (sequence.Count, hooked));
            }
        }
        using var empty = Sequential();
        Assert.True(empty.call(x).Equals(x));
    }
}
