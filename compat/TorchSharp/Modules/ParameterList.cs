using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Parameters by number.</summary>
public class ParameterList : torch.nn.Module, IEnumerable<Parameter>
{
    private readonly List<Parameter> _list = [];

    public ParameterList(params Parameter[] parameters)
        : base(nameof(ParameterList))
    {
        append(parameters);
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public Parameter this[int index] => _list[index];

    public void Add(Parameter item)
    {
        _list.Add(item);
        register_parameter((_list.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), item);
    }

    public void append(params Parameter[] parameters)
    {
        foreach (var parameter in parameters) Add(parameter);
    }

    public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
