namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>The callables that a file may name. None is ever looked up or run: each stands for code of this reader.</summary>
internal enum PickleFunction
{
    OrderedDict,
    Counter,
    Set,
    Bytes,
    Encode,
    Size,
    Device,
    RebuildTensor,
    RebuildTensorV2,
    RebuildTensorV3,
    RebuildParameter,
    RebuildParameterWithState,
}
