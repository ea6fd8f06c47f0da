using DeferredSeg.Formats.Images;

namespace Samples.Tests.Chase;

/// <summary>An image of CHASE_DB1 with its field of view and the masks of its two observers.</summary>
internal sealed record ChaseCase(int Height, int Width, byte[][] Planes, bool[] View, bool[] First, bool[] Second)
{
    public static ChaseCase Read(string id)
    {
        var image = ImageFile.Read(SampleData.PathOf("chase_db1", "images", id + ".jpg"));
        byte[][] planes =
        [
            .. Enumerable.Range(0, 3).Select(channel => image.Samples.Skip(channel).Where((_, i) => i % 3 == 0).Select(value => (byte)value).ToArray()),
        ];
        bool[] Mask(string folder) => [.. ImageFile.Read(SampleData.PathOf("chase_db1", folder, id + ".png")).Samples.Select(value => value > 127)];
        return new(image.Height, image.Width, planes, Mask("fov"), Mask("rater1"), Mask("rater2"));
    }

    /// <summary>The smallest rectangle around the field of view; bottom and right are outside of it.</summary>
    public (int Top, int Left, int Bottom, int Right) Box()
    {
        var seen = Enumerable.Range(0, View.Length).Where(pixel => View[pixel]).ToList();
        return (seen.Min(pixel => pixel / Width), seen.Min(pixel => pixel % Width), seen.Max(pixel => pixel / Width) + 1, seen.Max(pixel => pixel % Width) + 1);
    }
}
