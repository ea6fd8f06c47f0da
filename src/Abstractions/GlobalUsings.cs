global using Microsoft.Extensions.Configuration;
global using TorchSharp;
global using Device = TorchSharp.torch.Device;
global using Module = TorchSharp.torch.nn.Module;
global using Tensor = TorchSharp.torch.Tensor;
