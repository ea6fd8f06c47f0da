using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;
using Modules.Spa.Preferences;
using Shared.Equations;
using TorchSharp.Modules;
using ComponentNameAttribute = TorchSharp.Utils.ComponentNameAttribute;
using Embedding = DeferredSeg.Abstractions.Backbones.Embedding;

namespace Modules.Spa.Tests;

/// <summary>One round of both objectives on a small decoder: losses, gradients and what plain gradient descent makes of the weights.</summary>
public sealed class IterationGoldenTests : ScopedTensorTest
{
    [Fact]
    public void A_round_of_the_papers_algorithm_is_the_reference()
    {
        using var golden = new GoldenEquations("spa", "iteration_paper");
        using var network = new TinyPrompted(golden, masks: true);
        var options = new SpaOptions(
            Components: golden.Int("M"),
            Draws: golden.Int("N"),
            TrainingIterations: 2,
            TrainingCandidates: golden.Int("K"),
            Hidden: golden.Int("hidden")
        );
        using var layers = new SpaNetwork(options, golden.Int("L"), network.Module);
        Fill(golden, layers);
        using var decoder = new RecordedDecoder(network, layers, options, golden, 1);
        var prompts = PromptBatch.None with { Masks = golden["in.r_u0"] };
        var embedding = new Embedding([(TinyPrompted.Image, golden["in.e_x"])]);

        var losses = new List<double>();
        var step = 0;
        var objective = new SpaObjective(decoder, layers, options, PromptKinds.Mask);
        foreach (var one in objective.Steps(embedding, prompts, golden["in.y"], StableRandom.Of(0), default))
        {
            // The second round begins with what was chosen in the first; its updates are not recorded.
            if (step == 3)
                break;
            losses.Add(one.Loss.ToDouble());
            Descend(golden, layers, one, ++step);
            if (step == 2)
                using (var tokens = network.EncodePrompts(embedding, prompts))
                using (var after = layers.Prefer(tokens))
                {
                    golden.Close("after1.mu", after.Means);
                    golden.Close("after1.var", after.Variances);
                    golden.Close("after2.pi", after.Weights);
                }
        }

        foreach (var (loss, name) in losses.Zip(["loss1_bce", "loss2_mse", "loss3_bce"]))
            Assert.Equal(golden.Json.GetProperty(name).GetDouble(), loss, 1e-9);
        golden.Close("C.logits", decoder.Predicted[2]);
        Assert.Equal(Whole(golden["kmeans.labels"]), decoder.Groups!.Labels);
        golden.Close("next.r_u", network.LastMask!.sigmoid());
        foreach (var name in golden.Names.Where(name => name.StartsWith("after.w.")))
            golden.Close(name, layers.named_parameters().Single(entry => entry.name == Named(name["after.w.".Length..])).parameter);
    }

    [Fact]
    public void A_round_of_the_published_program_is_the_reference()
    {
        using var golden = new GoldenEquations("spa", "iteration_official");
        using var network = new TinyPrompted(golden, masks: false);
        var widths = golden.Json.GetProperty("widths_mean_variance").EnumerateArray().Select(width => width.GetInt32()).ToList();
        int[] hidden = [.. golden.Json.GetProperty("widths_weights").EnumerateArray().Select(width => width.GetInt32())];
        var options = new SpaOptions(
            SpaPreset.Official,
            Components: golden.Int("M"),
            Draws: golden.Int("N"),
            TrainingIterations: 1,
            TrainingCandidates: golden.Int("K"),
            Latents: golden.Int("Z")
        );
        using var layers = new SpaNetwork(options, golden.Int("L"), network.Module, (widths, hidden))
        {
            PositionCode = _ => golden["in.dense_pe"],
            First = [.. golden["in.initial_weights"].data<double>()],
        };
        Fill(golden, layers);
        using var decoder = new RecordedDecoder(network, layers, options, golden, golden.Int("B"));
        var embedding = new Embedding([(TinyPrompted.Image, golden["in.e_x"])]);

        var losses = new List<double>();
        var step = 0;
        foreach (
            var one in new PublishedObjective(decoder, layers, options).Steps(embedding, PromptBatch.None, golden["in.mask_ori"], StableRandom.Of(0), default)
        )
        {
            losses.Add(one.Loss.ToDouble());
            Descend(golden, layers, one, ++step);
        }

        foreach (var (loss, name) in losses.Zip(["loss1_segmentation", "loss2_mean_variance", "loss3_weights_mse"]))
            Assert.Equal(golden.Json.GetProperty(name).GetDouble(), loss, 1e-9);
        golden.Close("A.logits", stack([decoder.Predicted[0], decoder.Predicted[1]], 1));
        golden.Close("B.logits", stack([decoder.Predicted[2], decoder.Predicted[3]], 1));
        Assert.Equal(Whole(golden["kmeans.labels"]), decoder.Groups!.Labels);
    }

    /// <summary>Compares the gradients of a step's parts, and descends.</summary>
    private static void Descend(GoldenEquations golden, nn.Module layers, ObjectiveStep step, int number)
    {
        foreach (var (_, parameter) in layers.named_parameters())
            parameter.grad = null;
        step.Loss.backward();
        using var frozen = no_grad();
        var updated = layers.named_parameters().Where(entry => step.Parts.Any(part => entry.name.StartsWith(part))).ToList();
        foreach (var name in golden.Names.Where(name => name.StartsWith($"step{number}.grad.") && !name.EndsWith(".se1")))
            golden.Close(name, updated.Single(entry => entry.name == Named(name[$"step{number}.grad.".Length..])).parameter.grad);
        foreach (var (_, parameter) in updated.Where(entry => entry.parameter.grad is not null))
            parameter.sub_(golden.Json.GetProperty("lr").GetDouble() * parameter.grad!);
    }

    private static void Fill(GoldenEquations golden, nn.Module layers)
    {
        layers.to(ScalarType.Float64);
        using var frozen = no_grad();
        var names = golden.Names.Where(name => name.StartsWith("w.")).Select(name => name[2..]).ToDictionary(Named);
        Assert.Equal(names.Keys.Order(), layers.named_parameters().Select(entry => entry.name).Order());
        foreach (var (name, parameter) in layers.named_parameters())
            parameter.copy_(golden["w." + names[name]]);
    }

    private static string Named(string name) =>
        name.Split('.')[0] switch
        {
            "dec" or "ei" => "network." + name,
            "emmv" => "preference.EM_mean_variance" + name[4..],
            "emw" => "preference.EM_weights" + name[3..],
            _ => "preference." + name,
        };

    private static int[] Whole(Tensor values) => [.. values.to(ScalarType.Int64).contiguous().data<long>().Select(value => (int)value)];

    /// <summary>Draws recorded numbers, in their order, and begins clusters where the reference does.</summary>
    private sealed class RecordedDecoder(TinyPrompted network, SpaNetwork layers, SpaOptions options, GoldenEquations golden, int images)
        : SpaDecoder(network, layers, options),
            IDisposable
    {
        private int _draws;

        public List<Tensor> Predicted { get; } = [];

        public KMeans? Groups { get; private set; }

        public void Dispose() => Predicted.ForEach(predicted => predicted.Dispose());

        public override Tensor Draw(PreferenceMixture mixture, Embedding embedding, int draws, StableRandom random)
        {
            var (name, image) = ("ABC"[Math.Min(_draws / images, 2)], _draws++ % images);
            var normal = golden[$"in.draw_{name}.normal"];
            return images > 1
                ? mixture.Draw(normal[.., TensorIndex.Single(image)], null, PreferenceDraw.Blend)
                : mixture.Draw(normal, golden[$"in.draw_{name}.uniform"], PreferenceDraw.Sample);
        }

        public override (Tensor Logits, Tensor? Features) Predict(
            Embedding embedding,
            PromptBatch prompts,
            PromptTokens tokens,
            Tensor preferences,
            CancellationToken cancellation
        )
        {
            var predicted = base.Predict(embedding, prompts, tokens, preferences, cancellation);
            Predicted.Add(predicted.Logits.detach().DetachFromDisposeScope());
            return predicted;
        }

        public override (long Height, long Width) CoarseSize(Embedding embedding) => (golden.Int("H"), golden.Int("W"));

        public override KMeans Cluster(double[][] points, int candidates, StableRandom random)
        {
            var start = Whole(golden["kmeans.initial_index"]).Select(i => points[i]).ToArray();
            return Groups = KMeans.Of(points, start);
        }
    }

    /// <summary>The references' decoder: enlarge twofold, ReLU, and the product with what the interaction makes of it.</summary>
    private sealed class TinyPrompted : ISegmentorBackbone, IPromptableDecoder, ITrainableBackbone
    {
        public const string Image = "image";

        private readonly GoldenEquations _golden;
        private readonly bool _masks;
        private readonly Decoding _decoding;
        private int _asked;

        public TinyPrompted(GoldenEquations golden, bool masks)
        {
            (_golden, _masks) = (golden, masks);
            _decoding = new(golden, masks);
        }

        public nn.Module Module => _decoding;

        public Tensor? LastMask { get; private set; }

        public BackboneDescription Describe() =>
            new()
            {
                Id = "Tiny",
                Version = "1",
                Input = new() { Channels = 1 },
                Classes = 1,
                ClassKind = ClassKind.Multilabel,
                DecoderChannels = null,
                IsBatchIndependent = true,
                Prompts = _masks ? PromptKinds.Mask : PromptKinds.Points,
                DecoderImage = new(Image, _golden.Int("L"), 2, 0),
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => throw new NotSupportedException();

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
        {
            var image = embedding[Image];
            if (_masks)
            {
                LastMask?.Dispose();
                LastMask = prompts.Masks!.alias().DetachFromDisposeScope();
                return new(_decoding.Interaction(prompts.Masks!).unsqueeze(1), zeros_like(image));
            }
            // The references' prompt encoder is a recorded one: the tokens before and after the click.
            var tokens = _golden[prompts.Points is null ? "in.se0" : "in.se1"];
            return new(tokens.narrow(0, _asked++ % tokens.shape[0], 1), zeros_like(image));
        }

        public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default) =>
            new(tokens.Sparse.alias(), embedding[Image].alias());

        public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default) =>
            new(_decoding.Masks(mixed.Image, mixed.Tokens.mean([1L])));

        public void Dispose()
        {
            LastMask?.Dispose();
            _decoding.Dispose();
        }
    }

    private sealed class Decoding : nn.Module
    {
        [ComponentName(Name = "dec")]
        private readonly MaskPart _masks;

        [ComponentName(Name = "ei")]
        private readonly InteractionPart? _interaction;

        public Decoding(GoldenEquations golden, bool masks)
            : base(nameof(Decoding))
        {
            _masks = new(golden["w.dec.up.weight"].shape, golden.Int("L"));
            _interaction = masks ? new(golden["w.ei.conv.weight"].shape[0], golden.Int("L")) : null;
            RegisterComponents();
        }

        public Tensor Interaction(Tensor mask) => _interaction!.Of(mask);

        public Tensor Masks(Tensor image, Tensor interaction) => _masks.Of(image, interaction);
    }

    private sealed class MaskPart : nn.Module
    {
        [ComponentName(Name = "up")]
        private readonly ConvTranspose2d _up;

        [ComponentName(Name = "hyper")]
        private readonly Linear _hyper;

        [ComponentName(Name = "bias")]
        private readonly Parameter _bias;

        public MaskPart(long[] up, int channels)
            : base(nameof(MaskPart))
        {
            (_up, _hyper, _bias) = (nn.ConvTranspose2d(up[0], up[1], 2, stride: 2), nn.Linear(channels, up[1]), new(zeros(1)));
            RegisterComponents();
        }

        public Tensor Of(Tensor image, Tensor interaction) =>
            (_up.call(image).relu() * _hyper.call(interaction).unsqueeze(-1).unsqueeze(-1)).sum(1L, keepdim: true) + _bias;
    }

    private sealed class InteractionPart : nn.Module
    {
        [ComponentName(Name = "conv")]
        private readonly Conv2d _conv;

        [ComponentName(Name = "fc")]
        private readonly Linear _linear;

        public InteractionPart(long channels, int vector)
            : base(nameof(InteractionPart))
        {
            (_conv, _linear) = (nn.Conv2d(1, channels, 2, stride: 2), nn.Linear(channels, vector));
            RegisterComponents();
        }

        public Tensor Of(Tensor mask) => _linear.call(_conv.call(mask).relu().mean([2L, 3L]));
    }
}
