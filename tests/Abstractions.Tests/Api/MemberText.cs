using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeferredSeg.Abstractions.Tests.Api;

/// <summary>A member as text; null where it is not for others, or the compiler's own.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext _nullability = new();

    public static string? Of(MemberInfo member) => member switch
    {
        MethodBase method when method.IsDefined(typeof(CompilerGeneratedAttribute)) || (!method.IsConstructor && method.IsSpecialName) => null,
        ConstructorInfo constructor when IsOffered(constructor) => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo method when IsOffered(method) && method.Name is not ("ToString" or "Equals" or "GetHashCode" or "PrintMembers") => $"{Access(method)}{TypeText.Of(method.ReturnType, _nullability.Create(method.ReturnParameter))} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property when property.GetMethod is { } get && IsOffered(get) && property.Name != "EqualityContract" => $"{Access(get)}{Required(property)}{TypeText.Of(property.PropertyType, _nullability.Create(property))} {property.Name}{Index(property)} {{ get;{Setter(property)} }}",
        EventInfo declared when IsOffered(declared.AddMethod!) => $"event {TypeText.Of(declared.EventHandlerType!)} {declared.Name}",
        FieldInfo { IsPublic: true, IsLiteral: true } field => $"const {TypeText.Of(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo { IsPublic: true } field => $"{(field.IsStatic ? "static " : "")}{TypeText.Of(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static bool IsOffered(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method is { IsVirtual: true, IsFinal: false } && !method.DeclaringType!.IsInterface ? "virtual " : "");

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { } set || !IsOffered(set) ? "" : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => string.Join(" & ", [argument.Name, .. argument.GetGenericParameterConstraints().Select(one => TypeText.Of(one))])))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        (parameter.IsOut ? "out " : "") + TypeText.Of(parameter.ParameterType, _nullability.Create(parameter)) + " " + parameter.Name
        + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? "default" : "null")}" : "");
}
