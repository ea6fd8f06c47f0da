using Backbones.NnUnet.Network;
using Backbones.NnUnet.Plans;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using Microsoft.Extensions.Configuration;

namespace Backbones.NnUnet.Tests;

/// <summary>Folders that are not as nnU-Net leaves them, one message each.</summary>
public sealed class FolderTests : ScopedTensorTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nnunet").FullName;

    public FolderTests()
    {
        foreach (var file in Directory.EnumerateFiles(Golden.PathOf("inference/e2e_2d_slices/model"), "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder, Path.GetRelativePath(Golden.PathOf("inference/e2e_2d_slices/model"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private ISegmentorBackbone Open(params (string Key, string Value)[] options) =>
        new NnUnetFactory().Create(
            new(new ConfigurationBuilder().AddInMemoryCollection(options.ToDictionary(one => one.Key, one => (string?)one.Value)).Build(), CPU)
            {
                Model = new(At("plans.json"), new string('0', 64)) { Weights = new WeightReader() },
            }
        );

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    private string Message(params (string Key, string Value)[] options) => Assert.Throws<ArgumentException>(() => Open(options).Dispose()).Message;

    [Fact]
    public void A_whole_folder_opens() => Open().Dispose();

    [Fact]
    public void Missing_files_are_named()
    {
        File.Move(At("dataset.json"), At("other.json"));
        Assert.Contains("dataset.json is not there", Message());
        File.Move(At("other.json"), At("dataset.json"));
        File.Move(At("plans.json"), At("other.json"));
        Assert.Contains("plans.json is not there", Message());
    }

    [Fact]
    public void A_fold_without_a_checkpoint_is_named_with_what_is_there()
    {
        File.Move(At("fold_0", "checkpoint_final.pth"), At("fold_0", "checkpoint_best.pth"));
        Assert.Contains($"{At("fold_0", "checkpoint_final.pth")} is not there", Message());
        Assert.Contains("checkpoint_best.pth, which the option checkpoint may name", Message());
        Open(("checkpoint", "checkpoint_best.pth")).Dispose();
        Assert.Contains("folds names 3, and", Message(("folds:0", "3")));
        Directory.Delete(At("fold_0"), recursive: true);
        Assert.Contains("has no folder of a fold", Message());
    }

    [Fact]
    public void Unknown_networks_other_channels_and_damaged_weights_are_told()
    {
        Change("plans.json", "PlainConvUNet", "PrimusNet");
        Assert.Contains("of the class dynamic_network_architectures.architectures.unet.PrimusNet; expected PlainConvUNet or ResidualEncoderUNet", Message());
        Change("plans.json", "PrimusNet", "PlainConvUNet");
        Change("dataset.json", "\"channel_names\": {", "\"channel_names\": {\"1\": \"T2\",");
        Assert.Contains("scales 1 channels (normalization_schemes)", Message());
        Change("dataset.json", "\"1\": \"T2\",", "");
        Change("plans.json", "torch.nn.LeakyReLU", "torch.nn.GELU");
        Assert.Contains("nonlin is GELU; expected LeakyReLU", Message());
        Change("plans.json", "torch.nn.GELU", "torch.nn.LeakyReLU");
        File.WriteAllText(At("fold_0", "checkpoint_final.pth"), "<html>");
        Assert.Contains("web page", Message());
        File.WriteAllText(At("plans.json"), "{");
        Assert.Contains("is no JSON", Message());
    }

    [Fact]
    public void Configurations_inherit_and_circles_are_refused()
    {
        var plans = PlansFile.Read(Golden.PathOf("plans/Dataset017_BTCVlike/nnUNetPlans.json"));
        var cascade = plans.Configuration("3d_cascade_fullres");
        Assert.Equal(plans.Configuration("3d_fullres").Patch, cascade.Patch);
        Assert.Equal("3d_lowres", cascade.PreviousStage);
        Assert.Contains("it has 2d, ", Assert.Throws<ArgumentException>(() => plans.Configuration("3d")).Message);
        var circle = PlansFile.Parse("plans.json", """{"configurations": {"a": {"inherits_from": "b"}, "b": {"inherits_from": "a", "x": NaN}}}""");
        Assert.Contains("a inherits from b inherits from a", Assert.Throws<ArgumentException>(() => circle.Configuration("a")).Message);
    }

    [Fact]
    public void Names_of_distributed_and_compiled_training_and_single_aliases_are_taken()
    {
        using var backbone = (TrainedNnUnet)Open();
        var weights = backbone
            .Module.state_dict()
            .ToDictionary(entry => "module._orig_mod." + entry.Key.Replace(".conv.", ".all_modules.0."), entry => entry.Value);
        backbone.ImportWeights(weights);
        var last = weights.Keys.Last();
        weights[last] = zeros(7);
        Assert.Contains("other network".Replace("other", "another"), Assert.Throws<ArgumentException>(() => backbone.ImportWeights(weights)).Message);
        Assert.Equal("encoder.stages.0.0.convs.1.norm.weight", CheckpointNames.First("decoder.encoder.stages.0.0.convs.1.all_modules.1.weight"));
    }

    [Theory]
    [InlineData("checkpoint_final_torch113_numpy124_cpu")]
    [InlineData("checkpoint_final_emulated_torch2_numpy2_cuda")]
    public void Checkpoints_of_the_original_trainer_are_read_with_all_they_say(string name)
    {
        using var stored = new WeightReader().Open(Golden.PathOf($"checkpoint/{name}.pth"));
        using var expected = WeightFile.Open(Golden.PathOf($"checkpoint/{name}.network_weights.safetensors"));

        foreach (var tensor in expected.Tensors)
            Assert.Equal(0, Golden.Far(ModuleWeights.Read(expected, tensor), stored.Read(tensor.Name)));
        Assert.Equal(expected.Tensors.Count, stored.Shapes.Keys.Select(CheckpointNames.First).Distinct().Count());
        var state = TrainedState.Of(stored.Values);
        Assert.NotNull(state.Configuration);
        Assert.Equal([0, 1], state.MirrorAxes);
    }

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    private void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(At(file));
        Assert.Contains(from, text);
        File.WriteAllText(At(file), text.Replace(from, to));
    }
}
