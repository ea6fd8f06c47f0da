using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>Files written by libjpeg-turbo 2.1.5, each with the pixels that it decodes them to as PNG.</summary>
internal static class JpegFixtures
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Images", "Jpeg", "Fixtures");

    public static IReadOnlyList<string> Names { get; } =
    [.. Directory.EnumerateFiles(Folder, "*.jpg").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    public static RasterImage Expected(string name) => ImageFile.Read(Path.Combine(Folder, name + ".png"));
}
