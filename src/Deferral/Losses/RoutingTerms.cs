using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>What a surrogate makes of the routing at each pixel, before any sum or mean.</summary>
/// <param name="Experts"><c>[N, J, ...]</c>.</param>
/// <param name="Segmentor"><c>[N, ...]</c>.</param>
internal sealed record RoutingTerms(Tensor Experts, Tensor Segmentor);
