using System.CommandLine;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Libtorch;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>
/// <c>simulate</c>: what the experts of a configuration answer to known masks, for a person who looks at an error model or at recorded raters.
/// </summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var selection = new ExperimentSelection();
        var format = OutputFormat.Create();
        var input = new Option<string[]>("--input")
        {
            AllowMultipleArgumentsPerToken = true,
            Description =
                $"{ArrayInputs.Syntax} 'mask' is the truth, [H, W] or [K, H, W], and 'ratings' [R, H, W] the masks of recorded raters, "
                + "who are called 1 to R; CASE/mask and CASE/ratings where a file has several cases; "
                + "without any, every array is the mask of a case. Optional: 'uniform', numbers from 0 to 1 of the mask's size, "
                + "that take the place of the experts' own random numbers.",
        };
        var raters = new Option<string?>("--raters")
        {
            Description =
                "A folder with a folder of masks for each recorded rater: RATER/CASE.png (or .jpg, .npy); CASE.declined where a rater would not judge.",
        };
        var output = new Option<string?>("--output")
        {
            Description =
                $"{ArrayOutputs.Syntax} the answer of one expert to a single case. Arrays: reference, partition (0 background, 1 boundary, "
                + "2 foreground), prob (of being right), expert_masks [J, H, W] and answered [J].",
        };
        var masks = new MaskOptions();
        var ledger = new Option<string?>("--ledger")
        {
            Description = "A .jsonl or .csv file for the record of how each reference was made and whether it contains the expert.",
        };
        var name = new Option<string?>("--name") { Description = "What the panel is called: 'tab2' names the arrays tab2.prob and tab2.expert_masks." };
        var epoch = new Option<int>("--epoch") { Description = "The epoch that experts are drawn for, 0 or more.", DefaultValueFactory = _ => 0 };
        epoch.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 0)
                result.AddError($"--epoch is {value}; expected 0 or more.");
        });
        var classes = new Option<ClassKind>("--classes")
        {
            Description = "multilabel or exclusive: whether a pixel may belong to several of K classes.",
            DefaultValueFactory = _ => ClassKind.Multilabel,
        };
        var command = new Command(
            "simulate",
            "Asks the experts of a configuration about whole masks and shows where they are right. The reference is the mask given, "
                + "else made of the raters as the section 'reference' says (by default the majority of those who are not the expert).\n\n"
                + "Examples:\n"
                + "  ./deferredseg simulate --config configs/experts/table2-j3.json --input truth.png --output answers.safetensors\n"
                + "  ./deferredseg simulate --set experts:0:source=recorded --set experts:0:options:rater=reader2 --raters data/readers --ledger ledger.csv"
        )
        {
            input,
            raters,
            output,
            ledger,
            name,
            epoch,
            classes,
            format,
        };
        selection.AddTo(command);
        masks.AddTo(command, withPlace: false);
        command.Validators.Add(result =>
        {
            if (result.GetResult(input) is null && result.GetResult(raters) is null)
                result.AddError("Name --input, --raters or both.");
        });
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    if (parsed.GetValue(output) is { } named)
                        ArrayOutputs.Require(named);
                    var layers = selection.Layers(parsed);
                    using var plugins = selection.Plugins(parsed, layers);
                    var experiment = Experiment.Read(layers, plugins);
                    using var inputs = ArrayInputs.Open(parsed.GetValue(input) ?? [], masks.Read(parsed));
                    LibtorchProcess.Start();
                    using var scope = torch.NewDisposeScope();
                    var cases = SimulationInput.Read(inputs, parsed.GetValue(raters), masks.Read(parsed));
                    using var panel = SimulatedPanel.Create(experiment, plugins, cases);
                    List<SimulatedCase> results =
                    [
                        .. cases.Cases.Select(one => panel.Simulate(one, parsed.GetValue(classes), parsed.GetValue(epoch), cancellation)),
                    ];
                    if (parsed.GetValue(output) is { } file)
                        Save(results, panel.Names.Count, parsed.GetValue(name), file);
                    if (parsed.GetValue(ledger) is { } record)
                        Save(panel.Ledger, record);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(
                            new SimulationReport(
                                panel.Names,
                                results.ToDictionary(one => one.Name, one => one.Summary),
                                [.. panel.Ledger.Summarise().Sentences()]
                            )
                        );
                    else
                        SimulationTable.Write(results, panel.Ledger.Summarise(), parsed.GetValue(output));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static void Save(Ledger ledger, string file)
    {
        using var text = new StringWriter();
        if (Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            ledger.WriteTable(text);
        else
            ledger.WriteJsonLines(text);
        TextFile.Write(file, text.ToString());
    }

    private static void Save(List<SimulatedCase> cases, int experts, string? name, string file)
    {
        if (Path.GetExtension(file).ToLowerInvariant() is ".npy" or ".png" && (cases.Count > 1 || experts > 1))
            throw new DataException($"{file} holds one array, but there are {cases.Count} cases and {experts} experts; choose a .safetensors or .npz file.");
        var panel = name is null ? "" : name + ".";
        var arrays = new Dictionary<string, Tensor>();
        foreach (var one in cases)
        {
            if (one.Reference is not null)
                arrays[$"{one.Prefix}reference"] = one.Reference;
            if (one.Partition is not null)
                arrays[$"{one.Prefix}partition"] = one.Partition;
            if (one.Probability is not null)
                arrays[$"{one.Prefix}{panel}prob"] = one.Probability;
            arrays[$"{one.Prefix}{panel}expert_masks"] = one.Masks;
            arrays[$"{one.Prefix}{panel}answered"] = one.Answered;
        }
        ArrayOutputs.Save(arrays, $"{cases[0].Prefix}{panel}expert_masks", file);
    }
}
