using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Tests.Pictures;

/// <summary>Pictures are compared as decoded pixels: a picture's bytes may differ between versions of zlib, its pixels never.</summary>
internal static class PngPixels
{
    /// <summary>The samples of a picture after it was written as PNG and read again.</summary>
    public static RasterImage Of(RasterImage picture)
    {
        var folder = Directory.CreateTempSubdirectory("deferredseg-reporting-");
        try
        {
            var path = Path.Combine(folder.FullName, "picture.png");
            ImageFile.Write(path, picture);
            return ImageFile.Read(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
