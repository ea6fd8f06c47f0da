namespace Backbones.CeNet.Tests.Parts;

internal static class RequiringGradient
{
    public static Tensor Leaf(this Tensor tensor)
    {
        tensor.requires_grad = true;
        return tensor;
    }
}
