using Mono.Cecil;
using Mono.Cecil.Cil;

namespace DeferredSeg.ScalarLifetime;

/// <summary>Writes a copy of TorchSharp.dll whose numbers are freed later; see the README. Arguments: the package's file, and where to write.</summary>
internal static class Program
{
    private const int Resting = 131072;

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("Two paths are expected: TorchSharp.dll, and the copy to write.");
            return 2;
        }
        try
        {
            Write(arguments[0], arguments[1]);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or NotSupportedException)
        {
            Console.Error.WriteLine($"{arguments[0]}: {e.Message}");
            return 1;
        }
    }

    /// <summary>Writes the copy.</summary>
    /// <exception cref="NotSupportedException">It is no TorchSharp whose numbers are freed as those of 0.107 are.</exception>
    internal static void Write(string source, string target)
    {
        using var module = ModuleDefinition.ReadModule(source);
        Mend(module.GetType("TorchSharp.Scalar") ?? throw new NotSupportedException("it has no type TorchSharp.Scalar; expected TorchSharp 0.107."));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        // Several projects may build at once; each writes the same.
        var written = $"{target}.{Environment.ProcessId}";
        module.Write(written);
        File.Move(written, target, overwrite: true);
    }

    private static void Mend(TypeDefinition scalar)
    {
        var module = scalar.Module;
        var handle = scalar.Fields.SingleOrDefault(field => field.Name == "handle" && field.FieldType.FullName == "System.IntPtr");
        var finalizer = scalar.Methods.SingleOrDefault(method => method.Name == "Finalize");
        var free = scalar
            .Methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(instruction => instruction.Operand as MethodReference)
            .FirstOrDefault(method => method?.Name == "THSTorch_dispose_scalar");
        if (handle is null || finalizer is null || free is null || scalar.Methods.Any(method => method.Name == ".cctor"))
            throw new NotSupportedException("TorchSharp.Scalar is not as in 0.107; look whether its finalizer still has to be mended.");
        var pointer = module.TypeSystem.IntPtr;
        var resting = new FieldDefinition("resting", FieldAttributes.Private | FieldAttributes.Static, new ArrayType(pointer));
        var next = new FieldDefinition("next", FieldAttributes.Private | FieldAttributes.Static, module.TypeSystem.Int32);
        scalar.Fields.Add(resting);
        scalar.Fields.Add(next);
        Initialise(scalar, resting, pointer);
        LayAside(finalizer, handle, resting, next, free, pointer);
    }

    private static void Initialise(TypeDefinition scalar, FieldDefinition resting, TypeReference pointer)
    {
        const MethodAttributes Static =
            MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName | MethodAttributes.HideBySig;
        var initialiser = new MethodDefinition(".cctor", Static, scalar.Module.TypeSystem.Void);
        var code = initialiser.Body.GetILProcessor();
        code.Emit(OpCodes.Ldc_I4, Resting);
        code.Emit(OpCodes.Newarr, pointer);
        code.Emit(OpCodes.Stsfld, resting);
        code.Emit(OpCodes.Ret);
        scalar.Methods.Add(initialiser);
    }

    // if (handle == 0) return; old = resting[next]; resting[next] = handle; handle = 0; next = (next + 1) % length; if (old != 0) free(old);
    // There is one finalizer thread, so nothing is locked.
    private static void LayAside(
        MethodDefinition finalizer,
        FieldDefinition handle,
        FieldDefinition resting,
        FieldDefinition next,
        MethodReference free,
        TypeReference pointer
    )
    {
        var body = finalizer.Body;
        body.Instructions.Clear();
        body.ExceptionHandlers.Clear();
        body.Variables.Clear();
        var old = new VariableDefinition(pointer);
        body.Variables.Add(old);
        body.InitLocals = true;
        var code = body.GetILProcessor();
        var end = code.Create(OpCodes.Ret);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, handle);
        code.Emit(OpCodes.Brfalse, end);
        code.Emit(OpCodes.Ldsfld, resting);
        code.Emit(OpCodes.Ldsfld, next);
        code.Emit(OpCodes.Ldelem_I);
        code.Emit(OpCodes.Stloc, old);
        code.Emit(OpCodes.Ldsfld, resting);
        code.Emit(OpCodes.Ldsfld, next);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, handle);
        code.Emit(OpCodes.Stelem_I);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Stfld, handle);
        code.Emit(OpCodes.Ldsfld, next);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ldc_I4, Resting);
        code.Emit(OpCodes.Rem);
        code.Emit(OpCodes.Stsfld, next);
        code.Emit(OpCodes.Ldloc, old);
        code.Emit(OpCodes.Brfalse, end);
        code.Emit(OpCodes.Ldloc, old);
        code.Emit(OpCodes.Call, free);
        code.Append(end);
    }
}
