using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>What must be known of a question to check its answer.</summary>
/// <param name="Key">The question's name.</param>
/// <param name="Case">The case that it is about.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Classes">Classes K of the answer.</param>
internal sealed record SubmittedQuestion(string Key, string Case, int Height, int Width, int Classes)
{
    public static SubmittedQuestion Of(ExpertRequest request) => new(request.Key, request.Case.Id, request.Image.Height, request.Image.Width, request.Classes);
}
