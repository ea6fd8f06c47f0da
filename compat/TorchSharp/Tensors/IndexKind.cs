namespace TorchSharp;

/// <summary>What one position of an index expression does to its axis.</summary>
internal enum IndexKind
{
    Single,
    Slice,
    Tensor,
    NewAxis,
    Ellipsis,
    Bool,
}
