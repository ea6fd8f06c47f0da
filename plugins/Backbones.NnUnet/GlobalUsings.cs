global using TorchSharp;
global using static TorchSharp.torch;
global using static TorchSharp.torch.nn;
global using ComponentNameAttribute = TorchSharp.Utils.ComponentNameAttribute;
global using Parameter = TorchSharp.Modules.Parameter;
global using Tensor = TorchSharp.torch.Tensor;
