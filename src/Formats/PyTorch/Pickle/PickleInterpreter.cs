namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Interprets one pickle into plain data. A pickle is a program for a stack machine that may call anything Python can
/// import; here it can only build values and name what <see cref="PickleAllowList"/> holds.
/// </summary>
internal sealed class PickleInterpreter
{
    private const int NewestProtocol = 5;

    private readonly PickleCursor _cursor;
    private readonly PickleBudget _budget;
    private readonly PickleScalars _scalars;
    private readonly PickleStack _stack;
    private readonly PickleMemo _memo;
    private readonly PickleCollections _collections;
    private readonly PersistentIds? _persistentIds;

    private PickleInterpreter(PickleCursor cursor, PickleBudget budget, PersistentIds? persistentIds)
    {
        _cursor = cursor;
        _budget = budget;
        _persistentIds = persistentIds;
        _scalars = new PickleScalars(cursor, budget);
        _stack = new PickleStack(cursor);
        _memo = new PickleMemo(cursor);
        _collections = new PickleCollections(cursor, _stack);
    }

    /// <summary>Reads one pickle; the cursor then stands behind it.</summary>
    /// <param name="cursor">Stands at the pickle's first byte.</param>
    /// <param name="budget">What the pickles of the file may cost together.</param>
    /// <param name="persistentIds">Takes the storages; null where the pickle may have none.</param>
    public static PickleValue Run(PickleCursor cursor, PickleBudget budget, PersistentIds? persistentIds)
    {
        PickleInterpreter interpreter = new(cursor, budget, persistentIds);
        long at = cursor.Position;
        for (PickleOpcode opcode = interpreter.Next(); opcode != PickleOpcode.STOP; opcode = interpreter.Next())
        {
            interpreter.Execute(opcode, at);
            at = cursor.Position;
        }

        PickleValue result = interpreter._stack.Pop(at);
        if (!interpreter._stack.IsEmpty)
            throw cursor.Refuse(at, "values are left over where the pickle ends");
        cursor.CloseFrame();
        new PickleTreeCheck(cursor, budget.TreeNodes, at).Check(result);
        return result;
    }

    private PickleOpcode Next()
    {
        _budget.Spend(1, _cursor.Position);
        return (PickleOpcode)_cursor.ReadByte();
    }

    private void Execute(PickleOpcode opcode, long at)
    {
        switch (opcode)
        {
            case PickleOpcode.PROTO:
                RequireProtocol(_cursor.ReadByte(), at);
                break;
            case PickleOpcode.FRAME:
                _cursor.OpenFrame(_cursor.ReadUInt64(), at);
                break;

            case PickleOpcode.NONE:
                _stack.Push(PickleNone.Value);
                break;
            case PickleOpcode.NEWTRUE:
                _stack.Push(PickleBoolean.True);
                break;
            case PickleOpcode.NEWFALSE:
                _stack.Push(PickleBoolean.False);
                break;
            case PickleOpcode.INT or PickleOpcode.LONG:
                _stack.Push(_scalars.DecimalInteger(at));
                break;
            case PickleOpcode.BININT:
                _stack.Push(new PickleInteger(_cursor.ReadInt32()));
                break;
            case PickleOpcode.BININT1:
                _stack.Push(new PickleInteger(_cursor.ReadByte()));
                break;
            case PickleOpcode.BININT2:
                _stack.Push(new PickleInteger(_cursor.ReadUInt16()));
                break;
            case PickleOpcode.LONG1:
                _stack.Push(_scalars.Long(_cursor.ReadByte(), at));
                break;
            case PickleOpcode.LONG4:
                _stack.Push(_scalars.Long(_cursor.ReadInt32(), at));
                break;
            case PickleOpcode.FLOAT:
                _stack.Push(_scalars.DecimalFloat(at));
                break;
            case PickleOpcode.BINFLOAT:
                _stack.Push(new PickleFloat(_cursor.ReadDoubleBigEndian()));
                break;
            case PickleOpcode.STRING:
                _stack.Push(_scalars.TextLine(at, quoted: true));
                break;
            case PickleOpcode.UNICODE:
                _stack.Push(_scalars.TextLine(at, quoted: false));
                break;
            case PickleOpcode.SHORT_BINSTRING or PickleOpcode.SHORT_BINUNICODE:
                _stack.Push(_scalars.Text(_cursor.ReadByte(), at));
                break;
            case PickleOpcode.BINSTRING or PickleOpcode.BINUNICODE:
                _stack.Push(_scalars.Text(_cursor.ReadUInt32(), at));
                break;
            case PickleOpcode.BINUNICODE8:
                _stack.Push(_scalars.Text(_cursor.ReadUInt64(), at));
                break;
            case PickleOpcode.SHORT_BINBYTES:
                _stack.Push(_scalars.Bytes(_cursor.ReadByte(), at));
                break;
            case PickleOpcode.BINBYTES:
                _stack.Push(_scalars.Bytes(_cursor.ReadUInt32(), at));
                break;
            case PickleOpcode.BINBYTES8 or PickleOpcode.BYTEARRAY8:
                _stack.Push(_scalars.Bytes(_cursor.ReadUInt64(), at));
                break;

            case PickleOpcode.MARK:
                _stack.Mark();
                break;
            case PickleOpcode.POP:
                _stack.Pop(at);
                break;
            case PickleOpcode.POP_MARK:
                _stack.PopToMark(at);
                break;
            case PickleOpcode.DUP:
                _stack.Push(_stack.Peek(at));
                break;
            case PickleOpcode.GET:
                _stack.Push(_memo.Get(MemoIndex(at), at));
                break;
            case PickleOpcode.BINGET:
                _stack.Push(_memo.Get(_cursor.ReadByte(), at));
                break;
            case PickleOpcode.LONG_BINGET:
                _stack.Push(_memo.Get(_cursor.ReadUInt32(), at));
                break;
            case PickleOpcode.PUT:
                _memo.Put(MemoIndex(at), _stack.Peek(at), at);
                break;
            case PickleOpcode.BINPUT:
                _memo.Put(_cursor.ReadByte(), _stack.Peek(at), at);
                break;
            case PickleOpcode.LONG_BINPUT:
                _memo.Put(_cursor.ReadUInt32(), _stack.Peek(at), at);
                break;
            case PickleOpcode.MEMOIZE:
                _memo.Put(_memo.Count, _stack.Peek(at), at);
                break;

            case PickleOpcode.GLOBAL:
                PushGlobal(_scalars.Line(at), _scalars.Line(at), at);
                break;
            case PickleOpcode.STACK_GLOBAL:
                PushStackGlobal(at);
                break;
            case PickleOpcode.REDUCE or PickleOpcode.NEWOBJ:
                Call(opcode, at);
                break;
            case PickleOpcode.BINPERSID:
                PushStorage(at);
                break;

            default:
                if (!_collections.TryExecute(opcode, at))
                    throw Refuse(opcode, at);
                break;
        }
    }

    private long MemoIndex(long at) =>
        _scalars.DecimalInteger(at) is PickleInteger { Value: var index } && index >= 0 && index <= uint.MaxValue
            ? (long)index
            : throw _cursor.Refuse(at, "a memo index is out of range");

    private void RequireProtocol(byte protocol, long at)
    {
        if (protocol > NewestProtocol)
            throw _cursor.Refuse(at, $"pickle protocol {protocol}; protocols up to {NewestProtocol} are read");
    }

    private void PushStackGlobal(long at)
    {
        PickleValue[] parts = _stack.Pop(2, at);
        if (parts is not [PickleText module, PickleText name])
            throw _cursor.Refuse(at, $"STACK_GLOBAL needs a module and a name as texts, found {parts[0].Kind} and {parts[1].Kind}");
        PushGlobal(module.Value, name.Value, at);
    }

    private void PushGlobal(string module, string name, long at) =>
        _stack.Push(
            PickleAllowList.Find(module, name)
                ?? throw _cursor.Refuse(
                    at,
                    $"the file refers to {Quoted.Text($"{module}.{name}")}, which is not on the list of what weights need and of what is passed over; "
                        + "nothing was run. "
                        + "If you trust its origin, load it with PyTorch and save model.state_dict() alone"
                )
        );

    private void Call(PickleOpcode opcode, long at)
    {
        PickleValue[] parts = _stack.Pop(2, at);
        if (parts[0] is not (PickleCallable or PickleReference) || parts[0] is not PickleGlobal global)
            throw _cursor.Refuse(at, $"{opcode} of {parts[0].Kind}, which is no function");
        if (parts[1] is not PickleTuple arguments)
            throw _cursor.Refuse(at, $"{opcode} of {global.Name} with {parts[1].Kind} where a tuple of arguments belongs");
        if (global is PickleCallable callable)
            _stack.Push(callable.Function(new PickleArguments(_cursor, callable.Name, arguments, at), _budget));
        else if (global is PickleReference reference && (reference.IsCallable || opcode == PickleOpcode.NEWOBJ))
            _stack.Push(new PickleObject(at, reference.Made));
        else
            throw _cursor.Refuse(
                at,
                $"the file calls {Quoted.Text(global.Name)}, which by its name is a function of a program; nothing was run. "
                    + "If you trust its origin, load it with PyTorch and save model.state_dict() alone"
            );
    }

    private void PushStorage(long at)
    {
        PickleValue id = _stack.Pop(at);
        if (_persistentIds is null)
            throw _cursor.Refuse(at, "a persistent id where none belongs");
        _stack.Push(_persistentIds.Resolve(id, at));
    }

    private WeightFileException Refuse(PickleOpcode opcode, long at) =>
        _cursor.Refuse(
            at,
            Enum.IsDefined(opcode)
                ? $"the instruction {opcode} is refused; no file of weights needs it, and nothing was run"
                : $"byte 0x{(byte)opcode:x2} is no pickle instruction; the file is damaged"
        );
}
