using System.Text;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Conversations;

/// <summary>Regions that are answered by choosing or by clicks, with a network that draws squares.</summary>
public sealed class RegionConversationTests : TensorTest
{
    private const int Size = 8;
    private static readonly QuestionOrigin _origin = new(new('a', 64), new('b', 64), new('c', 64));

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 5, 2)]
    [InlineData(3, 5, 3)]
    [InlineData(9, 5, 3)]
    public void The_network_follows_each_choice_until_the_mask_that_stands_is_taken(int rounds, int expected, int questions)
    {
        using var expert = new Outliner(Square(5));

        var reply = Ask(expert, UnitTask.Choose, new() { Rounds = rounds });

        Assert.Equal(Square(expected).Values, reply.Reply!.Answer!.Mask.Values);
        Assert.Equal(questions, reply.Questions);
        // What stands is shown first, then the network's candidates, then all of the region; nothing twice.
        Assert.Equal([0, 2, 4, 6, 8], expert.Shown[0]);
        if (questions > 1)
            Assert.Equal([4, 3, 5], expert.Shown[1]);
    }

    [Fact]
    public void The_answer_is_the_regions_alone_and_what_is_alike_in_it_is_offered_once()
    {
        using var expert = new Outliner(Square(5));

        // Rows 1 and 2: within them squares of 2 and more rows differ in their columns alone.
        var reply = Ask(expert, UnitTask.Choose, new() { Rounds = 3 }, region: [.. Enumerable.Range(Size, 2 * Size)]);

        Assert.Equal(10, reply.Reply!.Answer!.Mask.Values.Count(value => value == 1));
        Assert.All(reply.Reply.Answer.Mask.Values.Skip(3 * Size), value => Assert.Equal(0, value));
        using var alike = new Outliner(Square(5));
        Ask(alike, UnitTask.Choose, new(), region: [Size * Size - 1]);
        Assert.Equal([0, 1], Assert.Single(alike.Shown));
    }

    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 5, 2)]
    [InlineData(3, 5, 3)]
    [InlineData(9, 5, 3)]
    public void Clicks_are_followed_until_nothing_is_wrong(int rounds, int expected, int questions)
    {
        using var expert = new Outliner(Square(5));

        var reply = Ask(expert, UnitTask.Click, new() { Rounds = rounds });

        Assert.Equal(Square(expected).Values, reply.Reply!.Answer!.Mask.Values);
        Assert.Equal(questions, reply.Questions);
        Assert.Equal(Square(expected).Values, RegionAnswersOf(reply).Mask.Values);
        Assert.All(RegionAnswersOf(reply).Decided.Values, value => Assert.Equal(1, value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_person_sees_what_the_last_clicks_came_to_before_it_counts(bool accepts)
    {
        using var person = new Person();
        var states = new States();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(ExpertStatus.Pending, Ask(person, UnitTask.Click, new() { Rounds = 2 }, states: states).Reply!.Status);
            Assert.Equal((ExpertTask.Click, round), (person.Asked[^1].Task, person.Asked[^1].Round));
            person.Reply(question => ExpertAnswer.To(question, question.Proposals[0]) with { Clicks = [new(0, 0, Inside: true)] });
        }
        Assert.Equal(ExpertStatus.Pending, Ask(person, UnitTask.Click, new() { Rounds = 2 }, states: states).Reply!.Status);
        var look = person.Asked[^1];
        Assert.Equal((ExpertTask.Judge, 2, 3), (look.Task, look.Round, person.Asked.Count));
        person.Reply(question => ExpertAnswer.Judged(question, accepts));

        var reply = Ask(person, UnitTask.Click, new() { Rounds = 2 }, states: states);

        Assert.Equal(3, reply.Questions);
        var answers = RegionAnswersOf(reply);
        Assert.All(answers.Decided.Values, value => Assert.Equal(accepts ? 1 : 0, value));
        if (accepts)
            Assert.Equal(look.Proposals[0].Values, answers.Mask.Values);
    }

    [Fact]
    public void A_click_lies_where_the_networks_pixels_are()
    {
        using var scope = NewDisposeScope();
        var image = new TalkedImage(zeros(1, 1, 16, 16), CasePrompts.None, new(Size, Size, 2, 0, 4, 8, 16, 16));

        var place = image.Place(new(3, 5, Inside: true));

        // Row 3 is the second of four that were cut out and are sixteen now.
        Assert.Equal(new SessionClick(5.5f * 2 - 0.5f, 1.5f * 4 - 0.5f, true), place);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_conversation_with_a_person_goes_on_where_it_was_with_its_state_or_without(bool keeps)
    {
        using var person = new Person();
        var states = new States();
        var begun = new List<string>();
        RegionReply Again() => Ask(person, UnitTask.Choose, new() { Rounds = 3 }, states: keeps ? states : null, begun: begun);

        Assert.Equal(ExpertStatus.Pending, Again().Reply!.Status);
        person.Choose(2);
        Assert.Equal(ExpertStatus.Pending, Again().Reply!.Status);
        Assert.Equal(keeps ? 1 : 0, states.Kept.Count);
        begun.Clear();
        person.Choose(2);
        var third = Again();
        Assert.Equal(ExpertStatus.Pending, third.Reply!.Status);
        Assert.Equal(2, third.Asked.Round);
        Assert.Equal(3, third.Questions);
        Assert.Equal(keeps ? "restore 4" : "begin", Assert.Single(begun));
        person.Choose(0);

        var last = Again();

        Assert.Equal(Square(5).Values, last.Reply!.Answer!.Mask.Values);
        Assert.Equal(3, last.Questions);
        Assert.Equal(3, person.Asked.Count);
    }

    [Fact]
    public void A_state_that_is_damaged_is_talked_through_again()
    {
        using var person = new Person();
        var states = new States();
        RegionReply Again() => Ask(person, UnitTask.Choose, new() { Rounds = 3 }, states: states);
        Again();
        person.Choose(2);
        Again();
        foreach (var key in states.Kept.Keys.ToList())
            states.Kept[key] = "{"u8.ToArray();
        person.Choose(0);

        Assert.Equal(Square(4).Values, Again().Reply!.Answer!.Mask.Values);
    }

    [Fact]
    public void Who_will_have_none_leaves_the_region_to_the_model_and_who_paints_ends_the_conversation()
    {
        using var person = new Person();
        RegionReply Again(int row) => Ask(person, UnitTask.Choose, new() { Rounds = 3 }, region: [.. Enumerable.Range(row * Size, Size)]);
        Again(1);
        person.Choose(null);
        Assert.All(RegionAnswersOf(Again(1)).Decided.Values, value => Assert.Equal(0, value));
        Again(2);
        person.Reply(question => ExpertAnswer.Chosen(question, 1) with { Mask = MaskPlanes.Full(Size, Size) });

        var painted = Again(2);

        Assert.Equal(ExpertStatus.Answered, painted.Reply!.Status);
        Assert.Equal(Size, RegionAnswersOf(painted).Mask.Values.Count(value => value == 1));
    }

    [Fact]
    public void A_network_without_candidates_lets_choose_among_what_any_has_and_takes_no_clicks()
    {
        using var expert = new Outliner(Square(5));
        int[] region = [.. Enumerable.Range(Size + 1, 5)];

        var reply = Ask(expert, UnitTask.Choose, new() { Rounds = 3 }, plain: true, region: region, other: Square(2));

        // The model's, the head's, and all of the region; nothing of it is the model's again.
        Assert.Equal(3, expert.Shown[0].Count);
        Assert.Equal(1, reply.Questions);
        Assert.All(region, pixel => Assert.Equal(1, reply.Reply!.Answer!.Mask.Values[pixel]));
        var refusal = Assert.Throws<ArgumentException>(() => Ask(expert, UnitTask.Click, new(), plain: true));
        Assert.StartsWith("$.routing.units.task is click, and the backbone Squares is not told where something is", refusal.Message);
        Assert.StartsWith(
            "$.routing.units.task is judge, and the head has no mask of its own",
            Assert.Throws<ArgumentException>(() => Ask(expert, UnitTask.Judge, new())).Message
        );
    }

    [Fact]
    public void A_proposal_is_judged_against_the_models_mask_and_not_asked_about_where_they_agree()
    {
        using var expert = new Outliner(Square(5));

        var accepted = Ask(expert, UnitTask.Judge, new(), other: Square(4));

        Assert.True(accepted.Reply!.Answer!.Accepted);
        Assert.Null(Ask(expert, UnitTask.Judge, new(), region: [0], other: Square(4)).Reply);
    }

    private static RegionReply Ask(
        IExpertSource expert,
        UnitTask task,
        UnitOptions options,
        IReadOnlyList<int>? region = null,
        bool plain = false,
        MaskPlanes? other = null,
        IConversationStates? states = null,
        List<string>? begun = null
    )
    {
        using var scope = NewDisposeScope();
        using var backbone = new Squares(plain);
        var held = new HeldConversations(
            (_, _, _, _) =>
            {
                begun?.Add("begin");
                return new Session(0, null);
            },
            (_, state, _) =>
            {
                var (round, side) = (int.Parse(Encoding.UTF8.GetString(state).Split('/')[0]), int.Parse(Encoding.UTF8.GetString(state).Split('/')[1]));
                begun?.Add($"restore {side}");
                return new Session(round, side);
            }
        );
        using var talk = new ImageTalk(new(backbone, null, CPU), plain ? null : held, () => new(zeros(1, 1, Size, Size), CasePrompts.None, null), CPU);
        var panel = new ExpertPanel([expert]);
        var question = new ExpertRequest
        {
            Key = "",
            Case = new("a"),
            Image = new(Size, Size, 1, new byte[Size * Size]),
            Classes = 1,
        };
        return new RegionQuestions(panel, new(Units: options with { Task = task }), talk, states).Ask(
            0,
            question,
            _origin,
            new RegionUnit(1, region ?? [.. Enumerable.Range(0, Size * Size)], 1),
            task,
            Square(0),
            other,
            default
        );
    }

    private static RegionAnswers RegionAnswersOf(RegionReply reply) =>
        new RegionAnswers(new(Size, Size, 1, new byte[Size * Size]), new(Size, Size, 1, new byte[Size * Size])).With(reply);

    // From the second row and column.
    private static MaskPlanes Square(int side) =>
        new(Size, Size, 1, [.. Enumerable.Range(0, Size * Size).Select(i => (byte)(Inside(i / Size, side) && Inside(i % Size, side) ? 1 : 0))]);

    private static bool Inside(int at, int side) => at >= 1 && at <= side;

    private static Tensor Logits(int side)
    {
        using var mask = tensor(Square(side).Values, [1, 1, Size, Size], ScalarType.Byte);
        return mask.to(ScalarType.Float32) * 2 - 1;
    }

    /// <summary>A network of squares; without points where it is plain.</summary>
    private sealed class Squares(bool plain) : ISegmentorBackbone
    {
        public BackboneDescription Describe() =>
            new()
            {
                Id = "Squares",
                Version = "1.0.0",
                Input = new() { Channels = 1 },
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                Prompts = plain ? PromptKinds.None : PromptKinds.Points,
                DecoderChannels = null,
                IsBatchIndependent = true,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => new([("image", images.alias())]);

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) => new(Logits(0));

        public void Dispose() { }
    }

    /// <summary>Offers squares of 2, 4 and 6, then those next to the chosen one; each click makes the answer larger, from 4 on.</summary>
    private sealed class Session(int round, int? side) : IInteractiveSession
    {
        private int? _side = side;

        public int Round { get; private set; } = round;

        public SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default) =>
            new(Logits(_side ?? 0), [.. Sides.Take(candidates).Select(Logits)]);

        public void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default)
        {
            _side = feedback.Choice is { } choice ? Sides[choice] : Math.Max(3, _side ?? 3) + feedback.Clicks.Count;
            Round++;
        }

        public byte[] Save() => Encoding.UTF8.GetBytes($"{Round}/{_side}");

        private int[] Sides => _side is { } at ? [at - 1, at + 1] : [2, 4, 6];
    }

    private sealed class Outliner(MaskPlanes wanted) : ImmediateExpertSource
    {
        /// <summary>Of each question how large the squares are that were shown.</summary>
        public List<List<int>> Shown { get; } = [];

        protected override bool AnswersByMask => true;

        public override ExpertDescriptor Describe() => new() { Id = "outliner" };

        protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
        {
            Shown.Add([.. request.Proposals.Select(mask => (int)Math.Sqrt(mask.Values.Count(value => value == 1)))]);
            return ExpertReply.Answered(ExpertAnswer.To(request, wanted));
        }
    }

    /// <summary>Somebody who answers when the test says so.</summary>
    private sealed class Person : IExpertSource
    {
        private readonly Dictionary<string, ExpertReply> _replies = [];

        public List<ExpertRequest> Asked { get; } = [];

        public void Choose(int? choice) => Reply(question => ExpertAnswer.Chosen(question, choice));

        public void Reply(Func<ExpertRequest, ExpertAnswer> answer) => _replies[Asked[^1].Key] = ExpertReply.Answered(answer(Asked[^1]));

        public ExpertDescriptor Describe() => new() { Id = "person", AnswersLater = true };

        public string Submit(ExpertRequest request, CancellationToken cancellation = default)
        {
            if (Asked.All(known => known.Key != request.Key))
                Asked.Add(request);
            return request.Key;
        }

        public ExpertReply Poll(string id, CancellationToken cancellation = default) => _replies.GetValueOrDefault(id) ?? ExpertReply.Pending;

        public void Dispose() { }
    }

    private sealed class States : IConversationStates
    {
        public Dictionary<string, byte[]> Kept { get; } = [];

        public byte[]? Find(string key) => Kept.GetValueOrDefault(key);

        public void Keep(string key, byte[] state) => Kept[key] = state;
    }
}
