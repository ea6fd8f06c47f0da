using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;
using DeferredSeg.Reporting.Evaluations;
using TorchSharp;
using Conversation = DeferredSeg.Engine.Conversations.Conversation;

namespace DeferredSeg.Host.Commands.Interact;

/// <summary>How users talk.</summary>
/// <param name="Users">Who.</param>
/// <param name="Rounds">The most interactions.</param>
/// <param name="Candidates">The most candidates.</param>
/// <param name="Images">The most images; null for all.</param>
internal sealed record TalkSettings(UserKind Users, int Rounds, int Candidates, int? Images);

/// <summary>Conversations with every network of a run.</summary>
internal static class InteractRun
{
    /// <summary>Holds them, image by image.</summary>
    /// <exception cref="ConfigurationException">The network has several classes, or the dataset no raters.</exception>
    /// <exception cref="DataException">A network was not trained, or no rater outlined anything.</exception>
    public static IReadOnlyList<ConversationResult> Of(NamedRun run, PluginHost plugins, TalkSettings talk, CancellationToken cancellation)
    {
        var results = new List<ConversationResult>();
        foreach (var member in run.Plan.Members)
        {
            if (!Directory.Exists(member.Best))
                throw new DataException($"{member.Best} is not there, so the network {member.Name} has no trained weights yet. Train it first.");
            using var network = RunNetwork.Open(member, plugins);
            var (backbone, raters) = (network.System.Backbone, network.Raters());
            if (backbone.Description.Classes != 1 || backbone.Description.Input.SpatialAxes != 2)
                throw new ConfigurationException(
                    $"The backbone {backbone.Description.Id} has {backbone.Description.Classes} classes and {backbone.Description.Input.SpatialAxes} axes; "
                        + "users want one class, in images."
                );
            if (raters is null)
                throw new ConfigurationException(
                    $"The dataset {network.Dataset.Description.Name} has no raters, and a user wants a rater's mask. Name dataset:raters."
                );
            network.System.LoadTrained(member.Best);
            var settings = member.Experiment.Settings.Evaluation ?? new();
            var cases = network.Cases(settings.Part, settings.Seed);
            var system = new DeferredSystem(backbone, null, network.System.Device);
            var count = Math.Min(talk.Images ?? int.MaxValue, cases.Cases.Count);
            using var progress = new ProgressBar($"Talking with {member.Name}", count);
            for (var i = 0; i < count; i++)
            {
                var one = cases.Get((int)((long)i * cases.Cases.Count / count), GeometricVariant.None);
                using var about = PluginCase.Name(one.Info.Id);
                results.AddRange(Talk(run.Name, member, system, network, one, raters, talk, cancellation));
                progress.Show(i + 1, one.Info.Id);
            }
        }
        return results.Count > 0 ? results : throw new DataException("No rater outlined anything in any image, so there is no user to talk.");
    }

    private static IEnumerable<ConversationResult> Talk(
        string run,
        RunMember member,
        DeferredSystem system,
        RunNetwork network,
        PreparedCase one,
        IRaterMasks raters,
        TalkSettings talk,
        CancellationToken cancellation
    )
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var masks = raters.Raters.Select(name => (name, raters.Find(one.Info.Id, name).Mask)).Where(rater => rater.Mask is not null);
        var users = SimulatedUser.Of([.. masks.Select(rater => (rater.name, rater.Mask!))], talk.Users);
        if (users.Count == 0)
            return [];
        using var embedding = system.Encode(system.Images([one.Image], new Grid(one.Height, one.Width)), cancellation);
        long[] size = [one.Height, one.Width];
        var held = network.System.Backbone.Conversation;
        var conversation = new Conversation(
            system,
            held is null ? null : (image, prompts, seed) => held.Begin(image, prompts, seed, size),
            network.System.Device
        );
        return
        [
            .. conversation.Ways.SelectMany(way =>
                users.Select(user => new ConversationResult(
                    run,
                    member.Seed,
                    Named(way),
                    one.Info.Id,
                    one.Info.Patient,
                    user.Name,
                    conversation.Talk(embedding, user, way, talk.Rounds, talk.Candidates, member.Seed, cancellation)
                ))
            ),
        ];
    }

    private static string Named(ConversationWay way) =>
        way switch
        {
            ConversationWay.Choose => "candidates",
            ConversationWay.ClickInSession => "clicks in a conversation",
            ConversationWay.Click => "clicks",
            _ => "hypotheses",
        };
}
