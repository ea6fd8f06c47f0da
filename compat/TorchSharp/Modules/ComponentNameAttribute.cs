namespace TorchSharp.Utils;

/// <summary>The name of a module's component, where it differs from its field's.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
