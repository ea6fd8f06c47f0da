using McMaster.NETCore.Plugins;

// Loads itself a second time, as the smallest plugin at hand.
var self = typeof(Program).Assembly;
using var loader = PluginLoader.CreateFromAssemblyFile(self.Location, isUnloadable: true, sharedTypes: []);
Console.WriteLine($"loaded {loader.LoadDefaultAssembly().GetName().Name}, a second one: {loader.LoadDefaultAssembly() != self}");
