namespace Compat.TorchSharp.Tests.Api;

public sealed class SignatureTests
{
    private static readonly SignatureList _list = SignatureList.Read();

    public static TheoryData<Type> OfferedTypes => [.. typeof(torch).Assembly.GetExportedTypes()];

    [Theory]
    [MemberData(nameof(OfferedTypes))]
    public void Every_public_type_and_member_is_in_the_real_package(Type type)
    {
        var listed = _list.Find(ReflectedType.FullName(type));
        Assert.True(listed is not null, $"{ReflectedType.FullName(type)} is not a type of the real package.");

        Assert.Equal(listed.Kind, ReflectedType.Kind(type));
        Assert.Equal(listed.Base, ReflectedType.Base(type));
        var foreign = ReflectedType.Members(type).Where(member => !Offers(listed, member)).ToList();
        Assert.True(foreign.Count == 0, $"{type}: not in the real package: {string.Join(" | ", foreign)}");
        Assert.Empty(type.GetInterfaces().Where(contract => contract.Assembly == type.Assembly).Select(ReflectedType.Name).Except(listed.Interfaces));
    }

    // A property may lack the setter that the real one has: offering less is no harm.
    private static bool Offers(ListedType listed, string member) =>
        listed.Members.Contains(member)
        || (member.EndsWith("{ get; }", StringComparison.Ordinal) && listed.Members.Contains(member.Replace("{ get; }", "{ get; set; }")));
}
