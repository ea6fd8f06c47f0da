using System.Text;
using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Tests.Options;

/// <summary>Options from JSON, as a host reads them.</summary>
internal static class OptionText
{
    public static IConfiguration Of(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static T Read<T>(string json)
        where T : class => OptionReader.Read<T>(Of(json));

    public static OptionException Fails<T>(string json)
        where T : class => Assert.Throws<OptionException>(() => Read<T>(json));
}
