using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Interprets one pickle into plain data. A pickle is a program for a stack machine that may call anything Python can
/// import; here it can only build values and name what <see cref="PickleAllowList"/> holds.
/// </summary>
internal sealed class PickleInterpreter
{
    private const int NewestProtocol = 5;

    private readonly PickleCursor cursor;
    private readonly PickleBudget budget;
    private readonly PickleScalars scalars;
    private readonly PickleStack stack;
    private readonly PickleMemo memo;
    private readonly PickleContainers containers;
    private readonly PickleCalls calls;
    private readonly PersistentIds? persistentIds;

    private PickleInterpreter(PickleCursor cursor, PickleBudget budget, PersistentIds? persistentIds)
    {
        this.cursor = cursor;
        this.budget = budget;
        this.persistentIds = persistentIds;
        scalars = new PickleScalars(cursor, budget);
        stack = new PickleStack(cursor);
        memo = new PickleMemo(cursor);
        containers = new PickleContainers(cursor, stack);
        calls = new PickleCalls(cursor, budget);
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

        PickleValue result = interpreter.stack.Pop(at);
        if (!interpreter.stack.IsEmpty)
            throw cursor.Refuse(at, "values are left over where the pickle ends");
        cursor.CloseFrame();
        new PickleTreeCheck(cursor, budget.TreeNodes, at).Check(result);
        return result;
    }

    private PickleOpcode Next()
    {
        budget.Spend(1, cursor.Position);
        return (PickleOpcode)cursor.ReadByte();
    }

    private void Execute(PickleOpcode opcode, long at)
    {
        switch (opcode)
        {
            case PickleOpcode.PROTO: RequireProtocol(cursor.ReadByte(), at); break;
            case PickleOpcode.FRAME: cursor.OpenFrame(cursor.ReadUInt64(), at); break;

            case PickleOpcode.NONE: stack.Push(PickleNone.Value); break;
            case PickleOpcode.NEWTRUE: stack.Push(PickleBoolean.True); break;
            case PickleOpcode.NEWFALSE: stack.Push(PickleBoolean.False); break;
            case PickleOpcode.INT or PickleOpcode.LONG: stack.Push(scalars.DecimalInteger(at)); break;
            case PickleOpcode.BININT: stack.Push(new PickleInteger(cursor.ReadInt32())); break;
            case PickleOpcode.BININT1: stack.Push(new PickleInteger(cursor.ReadByte())); break;
            case PickleOpcode.BININT2: stack.Push(new PickleInteger(cursor.ReadUInt16())); break;
            case PickleOpcode.LONG1: stack.Push(scalars.Long(cursor.ReadByte(), at)); break;
            case PickleOpcode.LONG4: stack.Push(scalars.Long(cursor.ReadInt32(), at)); break;
            case PickleOpcode.FLOAT: stack.Push(scalars.DecimalFloat(at)); break;
            case PickleOpcode.BINFLOAT: stack.Push(new PickleFloat(cursor.ReadDoubleBigEndian())); break;
            case PickleOpcode.STRING: stack.Push(scalars.TextLine(at, quoted: true)); break;
            case PickleOpcode.UNICODE: stack.Push(scalars.TextLine(at, quoted: false)); break;
            case PickleOpcode.SHORT_BINSTRING or PickleOpcode.SHORT_BINUNICODE: stack.Push(scalars.Text(cursor.ReadByte(), at)); break;
            case PickleOpcode.BINSTRING or PickleOpcode.BINUNICODE: stack.Push(scalars.Text(cursor.ReadUInt32(), at)); break;
            case PickleOpcode.BINUNICODE8: stack.Push(scalars.Text(cursor.ReadUInt64(), at)); break;
            case PickleOpcode.SHORT_BINBYTES: stack.Push(scalars.Bytes(cursor.ReadByte(), at)); break;
            case PickleOpcode.BINBYTES: stack.Push(scalars.Bytes(cursor.ReadUInt32(), at)); break;
            case PickleOpcode.BINBYTES8 or PickleOpcode.BYTEARRAY8: stack.Push(scalars.Bytes(cursor.ReadUInt64(), at)); break;

            case PickleOpcode.MARK: stack.Mark(); break;
            case PickleOpcode.POP: stack.Pop(at); break;
            case PickleOpcode.POP_MARK: stack.PopToMark(at); break;
            case PickleOpcode.DUP: stack.Push(stack.Peek(at)); break;
            case PickleOpcode.GET: stack.Push(memo.Get(MemoIndex(at), at)); break;
            case PickleOpcode.BINGET: stack.Push(memo.Get(cursor.ReadByte(), at)); break;
            case PickleOpcode.LONG_BINGET: stack.Push(memo.Get(cursor.ReadUInt32(), at)); break;
            case PickleOpcode.PUT: memo.Put(MemoIndex(at), stack.Peek(at), at); break;
            case PickleOpcode.BINPUT: memo.Put(cursor.ReadByte(), stack.Peek(at), at); break;
            case PickleOpcode.LONG_BINPUT: memo.Put(cursor.ReadUInt32(), stack.Peek(at), at); break;
            case PickleOpcode.MEMOIZE: memo.Put(memo.Count, stack.Peek(at), at); break;

            case PickleOpcode.GLOBAL: PushGlobal(scalars.Line(at), scalars.Line(at), at); break;
            case PickleOpcode.STACK_GLOBAL: PushStackGlobal(at); break;
            case PickleOpcode.REDUCE or PickleOpcode.NEWOBJ: Call(opcode, at); break;
            case PickleOpcode.BINPERSID: PushStorage(at); break;

            default:
                if (!containers.TryExecute(opcode, at))
                    throw Refuse(opcode, at);
                break;
        }
    }

    private long MemoIndex(long at) =>
        scalars.DecimalInteger(at) is PickleInteger { Value: var index } && index >= 0 && index <= uint.MaxValue
            ? (long)index
            : throw cursor.Refuse(at, "a memo index is out of range");

    private void RequireProtocol(byte protocol, long at)
    {
        if (protocol > NewestProtocol)
            throw cursor.Refuse(at, $"pickle protocol {protocol}; protocols up to {NewestProtocol} are read");
    }

    private void PushStackGlobal(long at)
    {
        PickleValue[] parts = stack.Pop(2, at);
        if (parts is not [PickleText module, PickleText name])
            throw cursor.Refuse(at, $"STACK_GLOBAL needs a module and a name as texts, found {parts[0].Kind} and {parts[1].Kind}");
        PushGlobal(module.Value, name.Value, at);
    }

    private void PushGlobal(string module, string name, long at) =>
        stack.Push(PickleAllowList.Find(module, name)
            ?? throw cursor.Refuse(at, $"the file refers to {Quoted.Text($"{module}.{name}")}, which is not on the list of what weights need; nothing was run. If you trust its origin, load it with PyTorch and save model.state_dict() alone"));

    private void Call(PickleOpcode opcode, long at)
    {
        PickleValue[] parts = stack.Pop(2, at);
        if (parts[0] is not PickleCallable callable)
            throw cursor.Refuse(at, $"{opcode} of {parts[0].Kind}, which is no function");
        if (parts[1] is not PickleTuple arguments)
            throw cursor.Refuse(at, $"{opcode} of {callable.Name} with {parts[1].Kind} where a tuple of arguments belongs");
        stack.Push(calls.Call(callable, arguments, at));
    }

    private void PushStorage(long at)
    {
        PickleValue id = stack.Pop(at);
        if (persistentIds is null)
            throw cursor.Refuse(at, "a persistent id where none belongs");
        stack.Push(persistentIds.Resolve(id, at));
    }

    private WeightFileException Refuse(PickleOpcode opcode, long at) => cursor.Refuse(at, Enum.IsDefined(opcode)
        ? $"the instruction {opcode} is refused; no file of weights needs it, and nothing was run"
        : $"byte 0x{(byte)opcode:x2} is no pickle instruction; the file is damaged");
}
