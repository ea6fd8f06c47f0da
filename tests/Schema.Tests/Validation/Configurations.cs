using System.Text;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Schema.Tests.Validation;

/// <summary>Configurations from JSON, as a host builds them.</summary>
internal static class Configurations
{
    public static IConfigurationRoot Of(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static ConfigurationNode Node(string json) => new("", null, Children(Of(json)));

    public static List<ConfigurationNode> Children(IConfiguration configuration) =>
        [.. configuration.GetChildren().Select(child => new ConfigurationNode(child.Key, child.Value, Children(child)))];
}
