using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Interop;

/// <summary>An operator of libtorch, found once by name and overload; a call costs one transition whatever its arguments.</summary>
internal sealed unsafe class Op
{
    private const int StackBytes = 512;
    private IntPtr _handle;

    public Op(string name, string overload = "")
    {
        Name = "aten::" + name;
        Overload = overload;
    }

    public string Name { get; }

    public string Overload { get; }

    /// <summary>False when this libtorch does not have the operator.</summary>
    public bool TryResolve()
    {
        if (_handle != IntPtr.Zero) return true;
        fixed (byte* name = Encoding.UTF8.GetBytes(Name + "\0"), overload = Encoding.UTF8.GetBytes(Overload + "\0"))
            _handle = Native.shim_operator(name, overload);
        return _handle != IntPtr.Zero;
    }

    public torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Expect(Invoke(args, &result, 1), 1);
        return Tensor(result);
    }

    /// <summary>An in-place or out variant: its result is an argument, which the caller has.</summary>
    public void Run(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0);

    public (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[2];
        Expect(Invoke(args, results, 2), 2);
        return (Tensor(results[0]), Tensor(results[1]));
    }

    public (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[3];
        Expect(Invoke(args, results, 3), 3);
        return (Tensor(results[0]), Tensor(results[1]), Tensor(results[2]));
    }

    public torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Expect(Invoke(args, &result, 1), 1);
        if (result.Tag != Tag.Tensors) throw new InvalidOperationException($"{this} returned {result.Tag}, expected a list of tensors.");
        var handles = new ReadOnlySpan<IntPtr>((void*)result.Handle, result.Length);
        var tensors = new torch.Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new torch.Tensor(handles[i]);
        Native.shim_free(result.Handle);
        return tensors;
    }

    public bool CallBool(params ReadOnlySpan<Arg> args) => Plain(args, Tag.Bool).Bits != 0;

    public long CallLong(params ReadOnlySpan<Arg> args) => Plain(args, Tag.Long).Bits;

    /// <summary>The number an operator returns (item, for example), with its kind.</summary>
    public Scalar CallScalar(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Expect(Invoke(args, &result, 1), 1);
        return new Scalar(result.Tag, result.Bits);
    }

    public override string ToString() => Overload.Length == 0 ? Name : $"{Name}.{Overload}";

    private Value Plain(ReadOnlySpan<Arg> args, Tag tag)
    {
        Value result;
        Expect(Invoke(args, &result, 1), 1);
        if (result.Tag != tag) throw new InvalidOperationException($"{this} returned {result.Tag}, expected {tag}.");
        return result;
    }

    // The objects behind args stay alive for the call: the span is in the caller's frame, whose slots the collector always reports.
    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> args, Value* results, int capacity)
    {
        if (_handle == IntPtr.Zero && !TryResolve()) throw new NotSupportedException($"{this} is not an operator of libtorch {NativeLoader.TorchVersion}.");
        var scratch = new Scratch(stackalloc byte[StackBytes]);
        var values = stackalloc Value[args.Length];
        int count;
        try
        {
            for (var i = 0; i < args.Length; i++) values[i] = scratch.Convert(args[i]);
            count = Native.shim_call(_handle, values, args.Length, results, capacity);
        }
        finally
        {
            scratch.Release();
        }
        return count >= 0 ? count : throw new ExternalException(NativeError.Text());
    }

    private void Expect(int found, int expected)
    {
        if (found != expected) throw new InvalidOperationException($"{this} returned {found} results, expected {expected}.");
    }

    // An undefined tensor (a gradient that is not there) is null, which the callers that can meet one declare.
    private static torch.Tensor Tensor(in Value value) => value.Tag switch
    {
        Tag.Tensor => new torch.Tensor(value.Handle),
        Tag.None => null!,
        _ => throw new InvalidOperationException($"expected a tensor, the operator returned {value.Tag}"),
    };
}
