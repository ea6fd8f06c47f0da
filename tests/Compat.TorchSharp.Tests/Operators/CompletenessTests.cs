using System.Reflection;
using System.Reflection.Emit;
using Xunit.Abstractions;

namespace Compat.TorchSharp.Tests.Operators;

/// <summary>Every public operator, overload by overload, is used by a test: a new one without a test fails here.</summary>
public sealed class CompletenessTests(ITestOutputHelper output)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Tested through reflection, all overloads in a loop.</summary>
    private static readonly HashSet<string> _looped = [.. CreationTests.Looped];

    /// <summary>What no test can call, and why.</summary>
    private static readonly Dictionary<string, string> _exempt = new()
    {
        ["cuda"] = "needs a CUDA device",
        ["GetHashCode"] = "the identity of the object, as every reference has it",
        ["set_num_interop_threads"] = "can be set once in a process, before its first parallel work",
    };

    private static readonly Dictionary<int, OpCode> _codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    [Fact]
    public void Every_public_operator_is_called_by_a_test()
    {
        var called = typeof(CompletenessTests).Assembly.GetTypes().SelectMany(type => type.GetMembers(Own)).OfType<MethodBase>().SelectMany(Named).Select(Key).ToHashSet();
        var missing = new[] { typeof(torch.Tensor), typeof(torch), typeof(nn), typeof(nn.functional), typeof(nn.init), typeof(nn.utils), typeof(optim), typeof(optim.lr_scheduler), typeof(autograd), typeof(random) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => !_exempt.ContainsKey(method.Name) && !(method.DeclaringType == typeof(torch) && _looped.Contains(method.Name)))
            .Where(method => !called.Contains(Key(method)) && !called.Contains(Key(method.GetBaseDefinition())))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}"))})")
            .ToList();
        foreach (var name in missing) output.WriteLine(name);
        Assert.True(missing.Count == 0, $"{missing.Count} public members are not called by any test: {string.Join("; ", missing.Take(200))}");
    }

    /// <summary>The fields that the code of an assembly reads.</summary>
    internal static HashSet<FieldInfo> FieldsUsedBy(Assembly assembly, Type except) =>
        [.. assembly.GetTypes().Where(type => type != except).SelectMany(type => type.GetMembers(Own)).OfType<MethodBase>().SelectMany(Named).OfType<FieldInfo>()];

    private static (Module, int) Key(MemberInfo member) => (member.Module, member.MetadataToken);

    /// <summary>The methods and fields that a method's code names: calls, delegates, reads.</summary>
    private static IEnumerable<MemberInfo> Named(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null, methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < code.Length;)
        {
            var value = code[i] == 0xFE ? 0xFE00 | code[i + 1] : code[i];
            i += value > 0xFF ? 2 : 1;
            var operand = _codes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField && method.Module.ResolveMember(BitConverter.ToInt32(code, i), typeArguments, methodArguments) is { } member) yield return member;
            i += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }
}
