using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests.Api;

public sealed class SignatureTests
{
    /// <summary>The list was made without events; this one is known to exist.</summary>
    private const string KnownEvent = "event PluginReloadedEventHandler Reloaded";

    public static TheoryData<Type> OfferedTypes => [.. typeof(PluginLoader).Assembly.GetExportedTypes()];

    [Theory]
    [MemberData(nameof(OfferedTypes))]
    public void Every_public_type_and_member_is_in_the_real_package(Type type)
    {
        var list = SignatureList.Read();

        Assert.Contains(Signature.OfType(type), list.Keys);
        Assert.Empty(Signature.OfMembers(type).Except(list[Signature.OfType(type)]).Except([KnownEvent]));
    }

    [Theory]
    [InlineData(typeof(PluginLoader))]
    [InlineData(typeof(PluginConfig))]
    [InlineData(typeof(PluginReloadedEventArgs))]
    public void What_a_host_uses_is_offered_completely(Type type) =>
        Assert.Empty(SignatureList.Read()[Signature.OfType(type)].Except(Signature.OfMembers(type)));

    [Fact]
    public void A_loader_is_disposable() => Assert.IsAssignableFrom<IDisposable>(
        PluginLoader.CreateFromAssemblyFile(typeof(SignatureTests).Assembly.Location));
}
