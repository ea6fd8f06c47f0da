global using Backbones.Layers;
global using Backbones.Sam;
global using TorchSharp;
global using static TorchSharp.torch;
global using static TorchSharp.torch.nn;
global using ComponentNameAttribute = TorchSharp.Utils.ComponentNameAttribute;
