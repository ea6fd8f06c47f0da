using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules by name.</summary>
public class ModuleDict<T> : torch.nn.Module, IEnumerable<(string, T)> where T : torch.nn.Module
{
    private readonly Utils.OrderedDict<string, T> _modules = new();

    public ModuleDict()
        : base(nameof(ModuleDict<T>))
    {
    }

    public int Count => _modules.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _modules.Keys;

    public ICollection<T> Values => _modules.Values;

    public T this[string key]
    {
        get => _modules[key];
        set
        {
            _modules[key] = value;
            RegisterComponents();
        }
    }

    public void Add(string key, T value)
    {
        _modules.Add(key, value);
        register_module(key, value);
    }

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    public bool ContainsKey(string key) => _modules.ContainsKey(key);

    public IEnumerator<(string, T)> GetEnumerator() => _modules.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        ClearModules();
        foreach (var (key, module) in _modules) register_module(key, module);
    }
}
