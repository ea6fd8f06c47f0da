namespace Faults.ExpertInventsTruth;

/// <summary>Answers nothing-there where it should say that the ground truth is missing.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) =>
        base.Answer(
            request with
            {
                GroundTruth =
                    request.GroundTruth
                    ?? new(request.Image.Height, request.Image.Width, request.Classes, new byte[request.Classes * request.Image.Height * request.Image.Width]),
            },
            cancellation
        );
}
