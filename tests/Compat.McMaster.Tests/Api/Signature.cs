using System.Reflection;
using System.Runtime.CompilerServices;

namespace Compat.McMaster.Tests.Api;

/// <summary>Writes a type and its members the way the signature list does.</summary>
internal static class Signature
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string OfType(Type type)
    {
        var kind = type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";
        var parent = type.BaseType is null || type.BaseType == typeof(object) ? "" : $" : {type.BaseType.Name}";
        return $"{kind} {type.FullName}{parent}";
    }

    /// <summary>Every member that another assembly can use, protected ones and events included.</summary>
    public static IEnumerable<string> OfMembers(Type type) =>
    [
        .. type.GetConstructors(Declared).Where(IsVisible).Select(ctor => $"new({Parameters(ctor)})"),
        .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Property),
        .. type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName).Select(Method),
        .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => $"{Name(field.FieldType)} {field.Name}"),
        .. type.GetEvents(Declared).Select(@event => $"event {Name(@event.EventHandlerType!)} {@event.Name}"),
    ];

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Property(PropertyInfo property)
    {
        var setter = property.SetMethod is { } set && IsVisible(set) ? " set;" : "";
        return $"{Name(property.PropertyType)} {property.Name} {{ get;{setter} }}";
    }

    private static string Method(MethodInfo method)
    {
        var modifier = method.IsStatic ? "static " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{modifier}{Name(method.ReturnType)} {method.Name}({extension}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var text = $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {parameter.DefaultValue ?? "null"}" : text;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsGenericType)
            return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        if (type.IsNested)
            return $"{Name(type.DeclaringType!)}.{type.Name}";
        return type == typeof(string) ? "string"
            : type == typeof(bool) ? "bool"
            : type == typeof(void) ? "void"
            : type == typeof(object) ? "object"
            : type.Name;
    }
}
