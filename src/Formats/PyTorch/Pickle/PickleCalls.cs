using System.Text;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>What the allowed callables do here: they make plain data.</summary>
internal sealed class PickleCalls(PickleCursor cursor, PickleBudget budget)
{
    private readonly TensorRebuild _tensors = new(budget);

    public PickleValue Call(PickleCallable callable, PickleTuple values, long at)
    {
        PickleArguments arguments = new(cursor, callable.Name, values, at);
        return callable.Function switch
        {
            PickleFunction.OrderedDict => Dictionary(arguments, isOrderedDict: true, at),
            PickleFunction.Counter => Dictionary(arguments, isOrderedDict: false, at),
            PickleFunction.Set => Set(arguments, at),
            PickleFunction.Bytes => Bytes(arguments, at),
            PickleFunction.Encode => Encode(arguments, at),
            PickleFunction.Size => Size(arguments),
            PickleFunction.Device => Device(arguments),
            PickleFunction.RebuildTensor => _tensors.Version1(arguments, at),
            PickleFunction.RebuildTensorV2 => _tensors.Version2(arguments, at),
            PickleFunction.RebuildTensorV3 => _tensors.Version3(arguments, at),
            PickleFunction.RebuildParameter => TensorRebuild.Parameter(arguments, 3),
            PickleFunction.RebuildParameterWithState => TensorRebuild.Parameter(arguments, 4),
            _ => throw arguments.Refuse("cannot be called"),
        };
    }

    /// <summary>Empty and filled afterwards, from a list of pairs as Python 2 wrote it, or from a dict as a Counter does.</summary>
    private PickleDictionary Dictionary(PickleArguments arguments, bool isOrderedDict, long at)
    {
        arguments.RequireCount(0, 1);
        PickleDictionary made = new(at, isOrderedDict);
        if (arguments.Count == 0)
            return made;
        if (arguments.Get<PickleContainer>(0, "content") is PickleDictionary dictionary)
        {
            budget.Spend(dictionary.Entries.Count, at);
            foreach ((PickleValue key, PickleValue value) in dictionary.Entries)
                made.Add(key, value);
            return made;
        }

        IReadOnlyList<PickleValue> pairs = arguments.Get<PickleSequence>(0, "content").Items;
        budget.Spend(pairs.Count, at);
        foreach (PickleValue pair in pairs)
            if (pair is PickleSequence { Items: [PickleText or PickleInteger, _] items })
                made.Add(items[0], items[1]);
            else
                throw arguments.Refuse($"has {pair.Kind} where a pair of key and value belongs");
        return made;
    }

    private PickleSet Set(PickleArguments arguments, long at)
    {
        arguments.RequireCount(0, 1);
        IReadOnlyList<PickleValue> items = arguments.Count == 0 ? [] : arguments.Get<PickleSequence>(0, "content").Items;
        budget.Spend(items.Count, at);
        return new PickleSet(at, items);
    }

    /// <summary>Protocol 2 writes bytes as Latin-1 text and the name of that encoding.</summary>
    private PickleBytes Encode(PickleArguments arguments, long at)
    {
        arguments.RequireCount(2, 2);
        string text = arguments.Get<PickleText>(0, "text").Value;
        string encoding = arguments.Get<PickleText>(1, "encoding").Value;
        budget.SpendBytes(text.Length, at);
        if (encoding is not ("latin1" or "latin-1"))
            throw arguments.Refuse($"asks for the encoding {Errors.Quoted.Text(encoding)}; PyTorch writes latin1 only");
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
            throw arguments.Refuse("has a text that latin1 cannot encode");
        return new PickleBytes(Encoding.Latin1.GetBytes(text));
    }

    private PickleBytes Bytes(PickleArguments arguments, long at)
    {
        if (arguments.Count == 2)
            return Encode(arguments, at);
        arguments.RequireCount(0, 1);
        return arguments.Count == 0 ? new PickleBytes([]) : arguments.Get<PickleBytes>(0, "content");
    }

    private static PickleTuple Size(PickleArguments arguments)
    {
        arguments.RequireCount(1, 1);
        arguments.Integers(0, "sizes");
        return arguments.Get<PickleTuple>(0, "sizes");
    }

    private static PickleDevice Device(PickleArguments arguments)
    {
        arguments.RequireCount(1, 2);
        return new PickleDevice(arguments.Get<PickleText>(0, "type").Value, arguments.Count == 2 ? arguments.Integer(1, "index") : null);
    }
}
