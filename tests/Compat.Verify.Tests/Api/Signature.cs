using System.Reflection;
using System.Runtime.CompilerServices;

namespace Compat.Verify.Tests.Api;

/// <summary>Writes methods the way the list does.</summary>
internal static class Signature
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<MethodInfo> Visible(Type type) =>
        type.GetMethods(Declared).Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    /// <summary>With parameter names and all defaults, as the methods of Verifier are listed.</summary>
    public static string Full(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters().Select(Full))})";

    /// <summary>With types alone, as settings are listed; a parameter with a default is written in full.</summary>
    public static string Short(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters().Select(Short))})";

    private static string Full(ParameterInfo parameter)
    {
        var caller = parameter.IsDefined(typeof(CallerFilePathAttribute)) ? "[CallerFilePath] " : "";
        return $"{caller}{Name(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";
    }

    private static string Short(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue)
            return Full(parameter);
        return (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "") + Name(parameter.ParameterType);
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
    {
        null => " = null",
        string text => $" = \"{text}\"",
        bool value => value ? " = true" : " = false",
        var value => $" = {value}",
    };

    private static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsGenericType)
            return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(',', type.GetGenericArguments().Select(Name))}>";
        return type == typeof(string) ? "string"
            : type == typeof(bool) ? "bool"
            : type == typeof(object) ? "object"
            : type == typeof(byte) ? "byte"
            : type.Name;
    }
}
