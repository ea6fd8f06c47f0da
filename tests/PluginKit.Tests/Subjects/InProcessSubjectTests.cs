using Backbones.UNet;
using DeferredSeg.PluginKit.Subjects;

namespace DeferredSeg.PluginKit.Tests.Subjects;

public sealed class InProcessSubjectTests
{
    [Fact]
    public void Without_a_manifest_what_is_registered_is_what_is_declared()
    {
        using var subject = new InProcessSubject(new UNetPlugin());
        Assert.Equal(("Backbones.UNet", CheckKind.Backbone, "UNet"), (subject.Id, subject.Declared.Single().Kind, subject.Declared.Single().Id));
    }

    [Fact]
    public void A_factory_that_is_not_there_is_refused_with_those_that_are()
    {
        using var subject = new InProcessSubject(new UNetPlugin());
        var e = Assert.Throws<ArgumentException>(() => subject.Backbone("VNet"));
        Assert.Contains("'VNet'; it registered UNet", e.Message);
    }

    [Fact]
    public void Unloading_is_not_applicable()
    {
        using var subject = new InProcessSubject(new UNetPlugin());
        Assert.Equal(CheckOutcome.NotApplicable, subject.Unload(collections: 1).Outcome);
    }
}
