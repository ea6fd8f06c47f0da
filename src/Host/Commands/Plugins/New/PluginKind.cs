namespace DeferredSeg.Host.Commands.Plugins.New;

/// <summary>A kind of plugin that there is a template for.</summary>
/// <param name="Name">As on the command line and in <c>plugin.json</c>.</param>
/// <param name="Registration">The method of the registration that takes its factory.</param>
/// <param name="Description">What the template does, in a sentence.</param>
internal sealed record PluginKind(string Name, string Registration, string Description)
{
    public static IReadOnlyList<PluginKind> All { get; } =
    [
        new("backbone", "AddBackbone", "A small segmentation network with two levels."),
        new("expert", "AddExpertSource", "An expert who outlines what is bright."),
        new("head", "AddHead", "A deferral head that routes from the decoder's features."),
    ];
}
