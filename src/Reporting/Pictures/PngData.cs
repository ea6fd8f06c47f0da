using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>Pictures inside of a text.</summary>
internal static class PngData
{
    /// <summary>The picture as PNG in a <c>data:</c> address. It is written to a folder that only this user can read, which is gone afterwards.</summary>
    public static string Uri(RasterImage picture)
    {
        var folder = Directory.CreateTempSubdirectory("deferredseg-picture-");
        try
        {
            var path = Path.Combine(folder.FullName, "picture.png");
            ImageFile.Write(path, picture);
            return $"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
