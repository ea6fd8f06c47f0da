using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace DeferredSeg.Abstractions.Tests.Api;

/// <summary>What an assembly offers to others, as text: its public types and their members, without what the compiler adds to records.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var types in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append($"namespace {types.Key}\n");
            foreach (var type in types.OrderBy(TypeText.Of, StringComparer.Ordinal)) Append(text, type);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type)
    {
        text.Append($"  {Kind(type)} {TypeText.Of(type)}{Bases(type)}\n");
        var members = type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => Convert.ToInt64(field.GetRawConstantValue())).Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}")
            : type.GetMembers(Declared).Select(MemberText.Of).OfType<string>().Order(StringComparer.Ordinal);
        foreach (var member in members) text.Append($"    {member}\n");
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed && !type.IsValueType ? "sealed " : "")
            + (type.GetMethod("PrintMembers", Declared) is not null ? "record " : "") + (type.IsValueType ? "struct" : "class");

    private static string Bases(Type type)
    {
        if (type.IsEnum) return "";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var all = type.GetInterfaces();
        var own = all.Except(inherited).Except(all.SelectMany(one => one.GetInterfaces())).Where(one => one.Name != "IEquatable`1").Select(TypeText.Of).Order(StringComparer.Ordinal);
        string[] bases = [.. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [TypeText.Of(parent)] : Array.Empty<string>(), .. own];
        return bases.Length == 0 ? "" : " : " + string.Join(", ", bases);
    }
}
