using System.CommandLine;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary><c>forward</c>: a backbone on tensors, for a person who ports a model or doubts one.</summary>
internal static class ForwardCommand
{
    private const string Text = """
        Runs a backbone on tensors from a file and writes what it gives: to hold a network against reference tensors.

        Input (.safetensors): 'image' float32 [B, C, H, W] in the network's input space, nothing is prepared; for networks that take prompts 'boxes' [P, 4], 'points' [P, N, 2], 'labels' [P, N], 'mask' [P, 1, h, w]; 'image_index' [P], the image of each result; 'target' [P, K, H, W] for --grad.

        Output (.safetensors): 'logits' [P, K, H, W], 'features', 'embedding.<name>', what the network gives besides ('low_res_logits', 'iou'), 'routing_logits', 'predictor_logit', 'loss', 'grad.<parameter>', 'after.<buffer>'.

        Examples:
          ./deferredseg forward --backbone UNet --set width=6 --weights unet.pth --input in.safetensors --output out.safetensors
          ./deferredseg forward --backbone MedSam --weights medsam_vit_b.pth --weights routing.safetensors --routing-channels 3 --multimask --input in.safetensors --output out.safetensors
          ./deferredseg forward --backbone CeNet --set classes=2 --set gateNormalisation=asBatch --weights procedural:cenet --train-mode --grad --input in.safetensors --output out.safetensors
        """;

    public static Command Create()
    {
        var selection = new PluginSelection();
        var backbone = new Option<string>("--backbone") { Description = "The backbone's name, for example UNet.", Required = true };
        var options = new Option<string?>("--options")
        {
            Description = "A JSON file with the backbone's options: these alone, a backbone section { \"id\", \"options\" }, or a whole configuration.",
        };
        var set = new Option<string[]>("--set") { Description = "One option, name=value or backbone:options:name=value; wins over the file. May be repeated." };
        var weights = new Option<string[]>("--weights")
        {
            Description =
                "A .safetensors or PyTorch .pth file, or procedural:default or procedural:cenet, which fill every weight by a formula of its name. Files may be several with no name in common. Without, the weights are fresh and follow from --seed.",
        };
        var input = new Option<string>("--input") { Description = "The .safetensors file to read.", Required = true };
        var output = new Option<string>("--output") { Description = "The .safetensors file to write.", Required = true };
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of fresh weights, and in training mode of what the network draws.",
            DefaultValueFactory = _ => 0,
        };
        var experts = new Option<int?>("--routing-channels")
        {
            Description = "Adds native routing channels for J experts, J + 1 in all, before the weights are loaded. 1 or more.",
        };
        experts.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
                result.AddError($"--routing-channels is {value}; expected the number J of experts, 1 or more.");
        });
        var trains = new Option<bool>("--train-mode")
        {
            Description = "Training mode instead of evaluation: batch statistics, and buffers are written as they are after the forward pass.",
        };
        var gradients = new Option<bool>("--grad")
        {
            Description =
                "Computes the loss, the mean binary cross-entropy with logits between 'logits' and 'target', and its gradients for every parameter that it reaches, also those that training leaves frozen.",
        };
        var hypotheses = new Option<bool>("--multimask") { Description = "Writes all hypotheses of the network and their scores, not only its single answer." };
        var steps = new Option<bool>("--steps")
        {
            Description = "Decodes step by step and writes 'sparse', 'dense', 'mixed.tokens' and 'mixed.image'; for promptable decoders.",
        };
        var map = new Option<string[]>("--map")
        {
            Description =
                "An inner map of the network to write as 'embedding.<name>', for example block0. May be repeated; an unknown name is answered with those that are there.",
        };
        var noEmbedding = new Option<bool>("--no-embedding") { Description = "Leaves the embedding out of the output." };
        var noFeatures = new Option<bool>("--no-features") { Description = "Leaves the decoder's features out of the output." };
        var command = new Command("forward", Text)
        {
            backbone,
            options,
            set,
            weights,
            input,
            output,
            seed,
            experts,
            trains,
            gradients,
            hypotheses,
            steps,
            map,
            noEmbedding,
            noFeatures,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var name = parsed.GetValue(backbone)!;
                    var request = new ForwardRequest
                    {
                        Backbone = name,
                        Options = ForwardOptions.Read(parsed.GetValue(options), parsed.GetValue(set) ?? [], name),
                        Weights = parsed.GetValue(weights) ?? [],
                        Input = parsed.GetValue(input)!,
                        Output = parsed.GetValue(output)!,
                        Seed = parsed.GetValue(seed),
                        Experts = parsed.GetValue(experts),
                        Trains = parsed.GetValue(trains),
                        Gradients = parsed.GetValue(gradients),
                        Hypotheses = parsed.GetValue(hypotheses),
                        Steps = parsed.GetValue(steps),
                        Maps = parsed.GetValue(map) ?? [],
                        WithoutEmbedding = parsed.GetValue(noEmbedding),
                        WithoutFeatures = parsed.GetValue(noFeatures),
                    };
                    using var plugins = selection.Open(parsed);
                    using var run = ForwardRun.Prepare(plugins, request);
                    Console.WriteLine(run.Execute(cancellation));
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}
