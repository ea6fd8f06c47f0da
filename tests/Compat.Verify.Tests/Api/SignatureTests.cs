using VerifyTests;
using VerifyXunit;

namespace Compat.Verify.Tests.Api;

public sealed class SignatureTests
{
    /// <summary>Public, because the build names it in the assemblies of others; the real package has it too.</summary>
    private const string Wiring = "VerifyXunit.UseVerifyAttribute";

    [SkippableFact]
    public void Every_public_type_is_in_the_list()
    {
        Skip.IfNot(StandIn.IsTested, "The list is a part of what the real package offers.");

        Assert.Equal(
            SubsetList.Types().Append(Wiring).Order(StringComparer.Ordinal),
            typeof(Verifier).Assembly.GetExportedTypes().Select(type => type.FullName).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Verifier_offers_what_the_list_has_and_no_more()
    {
        Skip.IfNot(StandIn.IsTested, "The list is a part of what the real package offers.");
        var offered = Signature.Visible(typeof(Verifier)).ToList();

        Assert.Equal(SubsetList.Of("VerifyXunit.Verifier").Order(), offered.Select(Signature.Full).Order());
        Assert.All(offered, method => Assert.Equal(typeof(SettingsTask), method.ReturnType));
    }

    [SkippableFact]
    public void A_task_offers_what_the_list_has_and_can_be_awaited_or_returned()
    {
        Skip.IfNot(StandIn.IsTested, "The list is a part of what the real package offers.");
        var offered = Signature.Visible(typeof(SettingsTask)).ToLookup(method => method.Name is "GetAwaiter" or "op_Implicit");

        Assert.Equal(SubsetList.Of("VerifyTests.SettingsTask").Order(), offered[false].Select(Signature.Short).Order());
        Assert.All(offered[false], method => Assert.Equal(typeof(SettingsTask), method.ReturnType));
        Assert.Equal(2, offered[true].Count());
        Assert.Empty(typeof(SettingsTask).GetConstructors());
    }

    [SkippableFact]
    public void Settings_offer_the_same_as_a_task_and_return_nothing()
    {
        Skip.IfNot(StandIn.IsTested, "The list is a part of what the real package offers.");
        var offered = Signature.Visible(typeof(VerifySettings)).ToList();

        Assert.Equal(SubsetList.Of("VerifyTests.SettingsTask").Order(), offered.Select(Signature.Short).Order());
        Assert.All(offered, method => Assert.Equal(typeof(void), method.ReturnType));
        Assert.Single(typeof(VerifySettings).GetConstructors());
    }

    [SkippableFact]
    public void Global_settings_offer_what_the_list_has()
    {
        Skip.IfNot(StandIn.IsTested, "The list is a part of what the real package offers.");

        Assert.Equal(
            SubsetList.Of("VerifyTests.VerifierSettings").Order(),
            Signature.Visible(typeof(VerifierSettings)).Select(Signature.Short).Order());
    }
}
