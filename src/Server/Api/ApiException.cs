namespace DeferredSeg.Server.Api;

/// <summary>A request is refused.</summary>
/// <param name="status">The HTTP status, 4xx.</param>
/// <param name="message">For the person at the screen.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status => status;

    public static ApiException Missing => new(404, "There is nothing of that name, or you have no right to it.");
}
