using System.Reflection;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Plugins.Feed;

/// <summary>What this program was built with.</summary>
internal static class BuildMode
{
    /// <summary>Whether TorchSharp is the real package and not the stand-in, which is a product of this repository.</summary>
    public static bool UsesRealPackages { get; } =
        typeof(torch).Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product != typeof(BuildMode).Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product;
}
