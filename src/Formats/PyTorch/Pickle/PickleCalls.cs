using System.Text;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>What the allowed callables do here: they make plain data. Those that make tensors are in <see cref="TensorRebuild"/>.</summary>
internal static class PickleCalls
{
    public static PickleDictionary OrderedDict(PickleArguments arguments, PickleBudget budget) => Dictionary(arguments, budget, isOrderedDict: true);

    public static PickleDictionary Counter(PickleArguments arguments, PickleBudget budget) => Dictionary(arguments, budget, isOrderedDict: false);

    /// <summary>(factory[, content]); the factory, which would run for missing keys, is not kept.</summary>
    public static PickleDictionary DefaultDictionary(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(0, 2);
        PickleDictionary made = new(arguments.At, isOrderedDict: false);
        if (arguments.Count < 2)
            return made;
        PickleDictionary content = arguments.Get<PickleDictionary>(1, "content");
        budget.Spend(content.Entries.Count, arguments.At);
        foreach ((PickleValue key, PickleValue value) in content.Entries)
            made.Add(key, value);
        return made;
    }

    /// <summary>(class, base, state of the base), as protocols 0 and 1 make an object.</summary>
    public static PickleObject Reconstructed(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(3, 3);
        return new PickleObject(arguments.At, arguments.Get<PickleReference>(0, "class").Made);
    }

    public static PickleSet Set(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(0, 1);
        IReadOnlyList<PickleValue> items = arguments.Count == 0 ? [] : arguments.Get<PickleSequence>(0, "content").Items;
        budget.Spend(items.Count, arguments.At);
        return new PickleSet(arguments.At, items);
    }

    /// <summary>Protocol 2 writes bytes as Latin-1 text and the name of that encoding.</summary>
    public static PickleBytes Encode(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(2, 2);
        string text = arguments.Get<PickleText>(0, "text").Value;
        string encoding = arguments.Get<PickleText>(1, "encoding").Value;
        budget.SpendBytes(text.Length, arguments.At);
        if (encoding is not ("latin1" or "latin-1"))
            throw arguments.Refuse($"asks for the encoding {Quoted.Text(encoding)}; PyTorch writes latin1 only");
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
            throw arguments.Refuse("has a text that latin1 cannot encode");
        return new PickleBytes(Encoding.Latin1.GetBytes(text));
    }

    public static PickleBytes Bytes(PickleArguments arguments, PickleBudget budget)
    {
        if (arguments.Count == 2)
            return Encode(arguments, budget);
        arguments.RequireCount(0, 1);
        return arguments.Count == 0 ? new PickleBytes([]) : arguments.Get<PickleBytes>(0, "content");
    }

    public static PickleTuple Size(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(1, 1);
        arguments.Integers(0, "sizes");
        return arguments.Get<PickleTuple>(0, "sizes");
    }

    public static PickleDevice Device(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(1, 2);
        return new PickleDevice(arguments.Get<PickleText>(0, "type").Value, arguments.Count == 2 ? arguments.Integer(1, "index") : null);
    }

    /// <summary>Empty and filled afterwards, from a list of pairs as Python 2 wrote it, or from a dict as a Counter does.</summary>
    private static PickleDictionary Dictionary(PickleArguments arguments, PickleBudget budget, bool isOrderedDict)
    {
        arguments.RequireCount(0, 1);
        PickleDictionary made = new(arguments.At, isOrderedDict);
        if (arguments.Count == 0)
            return made;
        if (arguments.Get<PickleContainer>(0, "content") is PickleDictionary dictionary)
        {
            budget.Spend(dictionary.Entries.Count, arguments.At);
            foreach ((PickleValue key, PickleValue value) in dictionary.Entries)
                made.Add(key, value);
            return made;
        }

        IReadOnlyList<PickleValue> pairs = arguments.Get<PickleSequence>(0, "content").Items;
        budget.Spend(pairs.Count, arguments.At);
        foreach (PickleValue pair in pairs)
            if (pair is PickleSequence { Items: [PickleText or PickleInteger, _] items })
                made.Add(items[0], items[1]);
            else
                throw arguments.Refuse($"has {pair.Kind} where a pair of key and value belongs");
        return made;
    }
}

/// <summary>The arguments of one call, taken with their types checked.</summary>
internal sealed class PickleArguments(PickleCursor cursor, string function, PickleTuple values, long at)
{
    /// <summary>Where the file calls: the position of the opcode, for messages.</summary>
    public long At => at;

    public int Count => values.Items.Count;

    public void RequireCount(int least, int most)
    {
        if (Count < least || Count > most)
            throw Refuse($"has {Count} arguments, expected {(least == most ? $"{least}" : $"{least} to {most}")}");
    }

    public T Get<T>(int index, string what)
        where T : PickleValue => values.Items[index] as T ?? throw Refuse($"has {values.Items[index].Kind} as its {what}");

    public long Integer(int index, string what) => ToInt64(Get<PickleInteger>(index, what), what);

    /// <summary>A tuple of whole numbers, of at most the 64 dimensions that PyTorch itself allows.</summary>
    public long[] Integers(int index, string what)
    {
        IReadOnlyList<PickleValue> items = Get<PickleSequence>(index, what).Items;
        if (items.Count > 64)
            throw Refuse($"has {items.Count} numbers in its {what}; a tensor has at most 64 dimensions");
        return [.. items.Select(item => item is PickleInteger integer ? ToInt64(integer, what) : throw Refuse($"has {item.Kind} in its {what}"))];
    }

    /// <summary>A tuple among the arguments, taken apart likewise.</summary>
    public PickleArguments Nested(int index, string what) => new(cursor, what, Get<PickleTuple>(index, what), at);

    /// <summary>Hooks would be code; PyTorch always writes an empty dict here.</summary>
    public void RequireNoHooks(int index)
    {
        if (values.Items[index] is not (PickleNone or PickleDictionary { Entries.Count: 0 }))
            throw Refuse($"has backward hooks ({values.Items[index].Kind}); they are not read");
    }

    public WeightFileException Refuse(string reason) => cursor.Refuse(at, $"{function} {reason}");

    private long ToInt64(PickleInteger integer, string what) =>
        integer.Value >= long.MinValue && integer.Value <= long.MaxValue ? (long)integer.Value : throw Refuse($"has a number beyond 64 bits in its {what}");
}

/// <summary>The functions by which PyTorch's files put a tensor together from a storage, an offset, sizes and strides.</summary>
internal static class TensorRebuild
{
    /// <summary>What a call costs on top of a step per dimension: a few instructions can repeat one endlessly.</summary>
    private const int StepsPerTensor = 12;

    /// <summary>(storage, offset, size, stride)</summary>
    public static PickleTensor Version1(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(4, 4);
        return Build(arguments, null, budget);
    }

    /// <summary>(storage, offset, size, stride, requires_grad, backward_hooks[, metadata])</summary>
    public static PickleTensor Version2(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(6, 7);
        arguments.RequireNoHooks(5);
        return Build(arguments, null, budget);
    }

    /// <summary>(storage, offset, size, stride, requires_grad, backward_hooks, dtype[, metadata]), the storage being untyped.</summary>
    public static PickleTensor Version3(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(7, 8);
        arguments.RequireNoHooks(5);
        return Build(arguments, arguments.Get<PickleDType>(6, "dtype").Value, budget);
    }

    /// <summary>(tensor, requires_grad, backward_hooks)</summary>
    public static PickleTensor Parameter(PickleArguments arguments, PickleBudget budget) => Parameter(arguments, 3);

    /// <summary>(tensor, requires_grad, backward_hooks, attributes)</summary>
    public static PickleTensor ParameterWithState(PickleArguments arguments, PickleBudget budget) => Parameter(arguments, 4);

    /// <summary>(function, type, arguments, attributes): a tensor of a class of its own, or with attributes, which are not kept.</summary>
    public static PickleTensor OfType(PickleArguments arguments, PickleBudget budget)
    {
        arguments.RequireCount(4, 4);
        PickleCallable function = arguments.Get<PickleCallable>(0, "function");
        arguments.Get<PickleReference>(1, "type");
        return function.Function != OfType && function.Function(arguments.Nested(2, "arguments"), budget) is PickleTensor tensor
            ? tensor
            : throw arguments.Refuse($"is made by {function.Name}, which makes no tensor");
    }

    private static PickleTensor Parameter(PickleArguments arguments, int count)
    {
        arguments.RequireCount(count, count);
        arguments.RequireNoHooks(2);
        return arguments.Get<PickleTensor>(0, "tensor");
    }

    private static PickleTensor Build(PickleArguments arguments, TensorDType? stated, PickleBudget budget)
    {
        budget.Spend(StepsPerTensor + arguments.Get<PickleSequence>(2, "size").Items.Count, arguments.At);
        PickleStorage storage = arguments.Get<PickleStorage>(0, "storage");
        TensorDType dtype =
            stated ?? storage.DType ?? throw arguments.Refuse($"looks into the untyped storage {Quoted.Text(storage.Key)} without stating an element type");
        TensorLayout layout = new(arguments.Integer(1, "offset"), arguments.Integers(2, "size"), arguments.Integers(3, "stride"));
        return layout.Fault(storage.ByteCount, dtype.ElementSize()) is { } fault ? throw arguments.Refuse(fault) : new PickleTensor(storage, dtype, layout);
    }
}
