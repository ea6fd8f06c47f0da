namespace DeferredSeg.Server.Uploads;

/// <summary>Routes an image that was uploaded, and puts what people are asked about it into the study that is served.</summary>
public interface IUploadRouter
{
    /// <summary>Routes one image. Several calls at once wait for each other.</summary>
    /// <param name="upload">The image, which can be decoded.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="UploadException">The image cannot be routed; the message is for the person who uploaded it.</exception>
    Task<RoutedUpload> Route(Upload upload, CancellationToken cancellation);
}

/// <summary>An image that was uploaded.</summary>
/// <param name="Name">A safe name for a file: letters, digits, dot, dash and underscore, with the image's extension; unique to name and content.</param>
/// <param name="Content">The file.</param>
public sealed record Upload(string Name, byte[] Content);

/// <summary>What became of an uploaded image.</summary>
/// <param name="CaseId">The name of the image in the study.</param>
/// <param name="Questions">How many regions wait for people; 0 where the model answers everywhere.</param>
/// <param name="Note">What is doubtful about the image; null for nothing.</param>
public sealed record RoutedUpload(string CaseId, int Questions, string? Note = null);

/// <summary>An uploaded image cannot be taken. The message says why, to the person who uploaded it.</summary>
public sealed class UploadException(string message, Exception? cause = null) : Exception(message, cause);
