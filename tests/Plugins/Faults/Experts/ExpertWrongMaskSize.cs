namespace Faults.ExpertWrongMaskSize;

/// <summary>Answers with a mask turned on its side.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var answer = base.Answer(request, cancellation).Answer;
        return answer is null
            ? base.Answer(request, cancellation)
            : ExpertReply.Answered(new(new(answer.Mask.Width, answer.Mask.Height, answer.Mask.Classes, answer.Mask.Values)));
    }
}
