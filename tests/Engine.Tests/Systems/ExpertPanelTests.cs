using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Systems;

public sealed class ExpertPanelTests
{
    private static readonly ExpertRequest _question = new()
    {
        Key = "",
        Case = new("scan"),
        Image = new(1, 4, 1, new byte[4]),
        Classes = 1,
        Seed = 7,
        Epoch = 3,
    };

    [Fact]
    public void A_question_is_known_again_by_what_it_follows_from_and_in_training_by_its_epoch()
    {
        var reader = new Reader();
        var panel = new ExpertPanel([reader]);
        var origin = new QuestionOrigin("image", "model", "configuration");
        string Key(ExpertRequest question, QuestionOrigin? from)
        {
            panel.Ask(0, question, from);
            return reader.Keys[^1];
        }

        var key = Key(_question, origin);

        Assert.Equal(key, Key(_question, origin with { }));
        Assert.Equal(key, Key(_question with { Epoch = 4 }, origin));
        string[] others =
        [
            Key(_question, origin with { Image = "other" }),
            Key(_question, origin with { Model = "other" }),
            Key(_question, origin with { Configuration = "other" }),
            Key(_question with { Region = Plane(1, 0, 0, 0) }, origin),
            Key(_question with { Region = Plane(0, 1, 0, 0) }, origin),
            Key(_question with { Round = 1 }, origin),
            Key(_question with { Seed = 8 }, origin),
            Key(_question with { Task = ExpertTask.Judge }, origin),
            Key(_question, null),
            Key(_question with { Epoch = 4 }, null),
        ];
        Assert.Equal(others.Length + 1, others.Append(key).Distinct().Count());
        Assert.All(others.Append(key), one => Assert.Contains("/reader/scan", one));
    }

    [Fact]
    public void An_answer_decides_what_was_asked_within_what_it_covers_but_not_where_the_expert_abstained()
    {
        var answer = new ExpertAnswer(new MaskPlanes(1, 4, 1, [1, 1, 1, 1])) { Region = Plane(1, 1, 1, 0), Abstained = Plane(0, 1, 0, 0) };

        Assert.Equal([1, 0, 1, 0], ExpertPanel.Decided(_question, answer).Values);
        Assert.Equal([0, 0, 1, 0], ExpertPanel.Decided(_question with { Region = Plane(0, 1, 1, 1) }, answer).Values);
        Assert.Equal([1, 1, 1, 1], ExpertPanel.Decided(_question, new(new MaskPlanes(1, 4, 1, [1, 1, 1, 1]))).Values);
    }

    [Fact]
    public void What_was_abstained_from_or_is_not_covered_counts_as_no_answer_when_a_case_is_trained_on_or_measured()
    {
        var panel = new ExpertPanel([new Reader { Region = Plane(1, 1, 1, 0), Abstained = Plane(0, 1, 0, 0) }, new Reader()]);
        var one = new PreparedCase(new("scan"), new float[4], _question.Image, Plane(1, 0, 1, 0), GeometricVariant.None);

        var answers = CaseAnswers.Ask(panel, one, ClassKind.Multilabel, 7, 0, CancellationToken.None);

        Assert.Equal([1, 0, 1, 0], answers.Answered[0].Values);
        Assert.Equal([1, 1, 1, 1], answers.Answered[1].Values);
        Assert.Equal([1, 1, 1, 1], answers.Masks[0].Values);
    }

    private static MaskPlanes Plane(params byte[] values) => new(1, values.Length, 1, values);

    private sealed class Reader : ImmediateExpertSource
    {
        public List<string> Keys { get; } = [];

        public MaskPlanes? Region { get; init; }

        public MaskPlanes? Abstained { get; init; }

        public override ExpertDescriptor Describe() => new() { Id = "reader" };

        protected override IReadOnlyList<ExpertTask> Tasks => [ExpertTask.Annotate, ExpertTask.Judge];

        protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
        {
            Keys.Add(request.Key);
            return ExpertReply.Answered(new(new MaskPlanes(1, 4, 1, [1, 1, 1, 1])) { Region = Region, Abstained = Abstained });
        }
    }
}
