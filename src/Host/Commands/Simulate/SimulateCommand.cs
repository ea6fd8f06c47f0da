using System.CommandLine;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Commands.Arrays;
using DeferredSeg.Host.Configuration;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary><c>simulate</c>: what the experts of a configuration answer to known masks, for a person who looks at an error model or compares it with one of their own.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Required = true,
            Description = $"{ArrayInputs.Syntax} 'mask' is the truth, [H, W] or [K, H, W]; CASE/mask where a file has several cases; without any, every array is the mask of a case. Optional: 'uniform', numbers from 0 to 1 of the mask's size, that take the place of the experts' own random numbers.",
        };
        var output = new Option<string?>("--output") { Description = $"{ArrayOutputs.Syntax} the answers to a single case. Arrays: partition (0 background, 1 boundary, 2 foreground), prob (of being right) and expert_masks, [J, H, W]." };
        var name = new Option<string?>("--name") { Description = "What the panel is called: 'tab2' names the arrays tab2.prob and tab2.expert_masks." };
        var epoch = new Option<int>("--epoch") { Description = "The epoch that experts are drawn for, 0 or more.", DefaultValueFactory = _ => 0 };
        var classes = new Option<ClassKind>("--classes") { Description = "multilabel or exclusive: whether a pixel may belong to several of K classes.", DefaultValueFactory = _ => ClassKind.Multilabel };
        var command = new Command("simulate", "Asks the experts of a configuration about whole masks and shows where they are right.\n\nExamples:\n  ./deferredseg simulate --config configs/experts/table2-j3.json --input truth.png --output answers.safetensors\n  ./deferredseg simulate --set experts:0:source=synthetic --set experts:0:options:setting=tableD9/E1 --input masks.npz --format json") { input, output, name, epoch, classes, format };
        selection.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            if (parsed.GetValue(epoch) is < 0 and var negative) throw new ConfigurationException($"--epoch is {negative}; expected 0 or more.");
            if (parsed.GetValue(output) is { } named) ArrayOutputs.Require(named);
            var layers = selection.Layers(parsed);
            using var plugins = selection.Plugins(parsed, layers);
            var experiment = Experiment.Read(layers, plugins);
            using var panel = SimulatedPanel.Create(experiment, plugins);
            using var scope = torch.NewDisposeScope();
            using var inputs = ArrayInputs.Open(parsed.GetValue(input)!);
            List<SimulatedCase> cases = [.. MaskInput.All(inputs).Select(mask => panel.Simulate(mask, parsed.GetValue(classes), parsed.GetValue(epoch), cancellation))];
            if (parsed.GetValue(output) is { } file) Save(cases, panel.Names.Count, parsed.GetValue(name), file);
            if (parsed.GetValue(format) == "json") OutputFormat.WriteJson(new SimulationReport(panel.Names, cases.ToDictionary(one => one.Name, one => one.Summary)));
            else SimulationTable.Write(cases, parsed.GetValue(output));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static void Save(List<SimulatedCase> cases, int experts, string? name, string file)
    {
        if (Path.GetExtension(file).ToLowerInvariant() is ".npy" or ".png" && (cases.Count > 1 || experts > 1)) throw new DataException($"{file} holds one array, but there are {cases.Count} cases and {experts} experts; choose a .safetensors or .npz file.");
        var panel = name is null ? "" : name + ".";
        var arrays = new Dictionary<string, Tensor>();
        foreach (var one in cases)
        {
            if (one.Partition is not null) arrays[$"{one.Prefix}partition"] = one.Partition;
            if (one.Probability is not null) arrays[$"{one.Prefix}{panel}prob"] = one.Probability;
            arrays[$"{one.Prefix}{panel}expert_masks"] = one.Masks;
        }
        ArrayOutputs.Save(arrays, $"{cases[0].Prefix}{panel}expert_masks", file);
    }
}
