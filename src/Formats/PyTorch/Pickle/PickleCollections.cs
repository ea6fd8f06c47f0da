namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>Executes the instructions that make and fill tuples, lists, sets and dictionaries.</summary>
internal sealed class PickleCollections(PickleCursor cursor, PickleStack stack)
{
    /// <summary>False when the instruction is none of these.</summary>
    public bool TryExecute(PickleOpcode opcode, long at)
    {
        switch (opcode)
        {
            case PickleOpcode.EMPTY_TUPLE:
                stack.Push(new PickleTuple(at, []));
                break;
            case PickleOpcode.TUPLE1:
                stack.Push(new PickleTuple(at, stack.Pop(1, at)));
                break;
            case PickleOpcode.TUPLE2:
                stack.Push(new PickleTuple(at, stack.Pop(2, at)));
                break;
            case PickleOpcode.TUPLE3:
                stack.Push(new PickleTuple(at, stack.Pop(3, at)));
                break;
            case PickleOpcode.TUPLE:
                stack.Push(new PickleTuple(at, stack.PopToMark(at)));
                break;
            case PickleOpcode.EMPTY_LIST:
                stack.Push(new PickleList(at));
                break;
            case PickleOpcode.LIST:
                PushList(stack.PopToMark(at), at);
                break;
            case PickleOpcode.APPEND:
                Append(stack.Pop(1, at), at);
                break;
            case PickleOpcode.APPENDS:
                Append(stack.PopToMark(at), at);
                break;
            case PickleOpcode.EMPTY_DICT:
                stack.Push(new PickleDictionary(at, isOrderedDict: false));
                break;
            case PickleOpcode.DICT:
                PushDictionary(stack.PopToMark(at), at);
                break;
            case PickleOpcode.SETITEM:
                SetItems(stack.Pop(2, at), at);
                break;
            case PickleOpcode.SETITEMS:
                SetItems(stack.PopToMark(at), at);
                break;
            case PickleOpcode.EMPTY_SET:
                stack.Push(new PickleSet(at, []));
                break;
            case PickleOpcode.FROZENSET:
                stack.Push(new PickleSet(at, stack.PopToMark(at)));
                break;
            case PickleOpcode.ADDITEMS:
                AddItems(stack.PopToMark(at), at);
                break;
            case PickleOpcode.BUILD:
                Build(at);
                break;
            default:
                return false;
        }

        return true;
    }

    private void PushList(PickleValue[] items, long at)
    {
        stack.Push(new PickleList(at));
        Append(items, at);
    }

    private void PushDictionary(PickleValue[] pairs, long at)
    {
        stack.Push(new PickleDictionary(at, isOrderedDict: false));
        SetItems(pairs, at);
    }

    private void Append(PickleValue[] items, long at)
    {
        if (stack.Reachable > 0 && stack.Peek(at) is PickleObject)
            return;
        PickleList list = Target<PickleList>("list", at);
        foreach (PickleValue item in items)
            list.Add(item);
    }

    private void AddItems(PickleValue[] items, long at)
    {
        if (stack.Reachable > 0 && stack.Peek(at) is PickleObject)
            return;
        PickleSet set = Target<PickleSet>("set", at);
        foreach (PickleValue item in items)
            set.Add(item);
    }

    private void SetItems(PickleValue[] pairs, long at)
    {
        PickleDictionary dictionary = Target<PickleDictionary>("dict", at);
        if (pairs.Length % 2 != 0)
            throw cursor.Refuse(at, $"a dict is filled with {pairs.Length} values, which are no pairs");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is (PickleList or PickleDictionary or PickleSet) and not PickleObject)
                throw cursor.Refuse(at, $"a {pairs[i].Kind} as a key of a dict");
            dictionary.Add(pairs[i], pairs[i + 1]);
        }
    }

    /// <summary>
    /// BUILD sets attributes. PyTorch gives a state dict the attribute <c>_metadata</c>, which no reader needs; those of objects that are passed over are
    /// passed over with them.
    /// </summary>
    private void Build(long at)
    {
        PickleValue state = stack.Pop(at);
        if (stack.Peek(at) is PickleObject)
            return;
        if (stack.Peek(at) is not PickleDictionary { IsOrderedDict: true } target)
            throw cursor.Refuse(at, $"the instruction BUILD is refused on {stack.Peek(at).Kind}; only an OrderedDict may have attributes");
        if (state is not PickleDictionary)
            throw cursor.Refuse(at, $"BUILD of {target.Kind} with {state.Kind} where a dict of attributes belongs");
    }

    private T Target<T>(string kind, long at)
        where T : PickleValue => stack.Peek(at) as T ?? throw cursor.Refuse(at, $"a {kind} is to be filled, found {stack.Peek(at).Kind}");
}
