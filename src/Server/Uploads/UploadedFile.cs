using System.Security.Cryptography;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Server.Uploads;

/// <summary>Judges an uploaded file before anything else touches it.</summary>
internal static class UploadedFile
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"];

    /// <summary>Takes a file whose image can be decoded within the limits, under a name that is safe on every disk.</summary>
    /// <param name="name">What the browser calls it; of no effect on where it is kept.</param>
    /// <param name="content">The file.</param>
    /// <param name="largestImage">The most samples.</param>
    /// <exception cref="UploadException">It is no image of a known kind, damaged or too large.</exception>
    public static Upload Take(string name, byte[] content, int largestImage)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (!_extensions.Contains(extension))
            throw new UploadException($"The file ends in '{Safe(extension)}'; expected one of {string.Join(", ", _extensions)}.");
        var shown = Safe(Path.GetFileNameWithoutExtension(name.Replace('\\', '/')));
        try
        {
            ImageFile.Read(content, shown + extension, new() { MaximumSamples = largestImage });
        }
        catch (ImageFileException e)
        {
            throw new UploadException(e.Message, e);
        }
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..8];
        return new($"{(shown.Length == 0 ? "image" : shown)}-{hash}{extension}", content);
    }

    private static string Safe(string name)
    {
        var kept = string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')).Trim('.', '-');
        return kept[..Math.Min(kept.Length, 60)];
    }
}
