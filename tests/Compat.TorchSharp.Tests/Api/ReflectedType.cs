using System.Globalization;
using System.Reflection;

namespace Compat.TorchSharp.Tests.Api;

/// <summary>Writes a type and its members the way the list does.</summary>
internal static class ReflectedType
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type.IsInterface ? "interface"
        : type.IsAbstract && type.IsSealed ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    public static string FullName(Type type) =>
        $"{type.Namespace}.{(type.IsNested ? FullName(type.DeclaringType!)[(type.Namespace!.Length + 1)..] + "." : "")}{type.Name}";

    public static string Base(Type type) =>
        type.IsValueType || type.IsInterface || type.BaseType is null || type.BaseType == typeof(object) ? "" : Name(type.BaseType);

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        return
        [
            .. type.GetConstructors(Declared).Where(IsVisible).Select(ctor => $"{Access(ctor)}new({Parameters(ctor.GetParameters())})"),
            .. type.GetMethods(Declared).Where(method => IsVisible(method) && method.Name != "Finalize" && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))).Select(Method),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Property),
            .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => $"field {(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}"),
        ];
    }

    public static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value) + "?";
        var arguments = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true || type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)) return $"({string.Join(", ", arguments.Select(Name))})";
        if (Keyword(type) is { } keyword) return keyword;
        // A type inside of a generic one is written without it, with its arguments.
        if (type.IsNested && type.DeclaringType!.IsGenericType) return $"{type.Name}<{string.Join(", ", arguments.Select(Name))}>";
        var own = type.Name.Split('`')[0] + (type.Name.Contains('`') ? $"<{string.Join(", ", arguments.Select(Name))}>" : "");
        return type.IsNested ? $"{Outer(type.DeclaringType!)}.{own}" : own;
    }

    private static string Outer(Type type) => type.IsNested ? $"{Outer(type.DeclaringType!)}.{type.Name}" : type.Name;

    private static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.String => "string",
        _ => type == typeof(void) ? "void" : type == typeof(object) ? "object" : null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Access(method)}{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method.GetParameters())})";
    }

    private static string Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsVisible(getter);
        var set = property.SetMethod is { } setter && IsVisible(setter);
        var any = property.GetAccessors(nonPublic: true).First(IsVisible);
        var indices = property.GetIndexParameters();
        var name = indices.Length > 0 ? $"this[{Parameters(indices)}]" : property.Name;
        return $"{Access(any)}{(any.IsStatic ? "static " : "")}{Name(property.PropertyType)} {name} {{{(get ? " get;" : "")}{(set ? " set;" : "")} }}";
    }

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var text = (parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "") + Name(parameter.ParameterType);
        if (!parameter.HasDefaultValue) return text;
        return $"{text} = {Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null => "null",
            bool value => value ? "true" : "false",
            string value => $"\"{value}\"",
            var value when type.IsEnum => $"{Name(type)}({Convert.ToInt64(value, CultureInfo.InvariantCulture)})",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString()!,
        };
    }
}
