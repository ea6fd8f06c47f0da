using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules by number.</summary>
public class ModuleList<T> : torch.nn.Module, IEnumerable<T> where T : torch.nn.Module
{
    private readonly List<T> _list = [];

    public ModuleList(params T[] modules)
        : base(nameof(ModuleList<T>))
    {
        extend(modules);
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            RegisterComponents();
        }
    }

    public void Add(T item)
    {
        _list.Add(item);
        register_module((_list.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), item);
    }

    public void append(params T[] parameters) => extend(parameters);

    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) Add(module);
    }

    public bool Contains(T item) => _list.Contains(item);

    public int IndexOf(T item) => _list.IndexOf(item);

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        ClearModules();
        for (var i = 0; i < _list.Count; i++) register_module(i.ToString(System.Globalization.CultureInfo.InvariantCulture), _list[i]);
    }
}
