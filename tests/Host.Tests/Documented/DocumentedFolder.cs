using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Host.Tests.Commands;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Tests.Documented;

/// <summary>
/// A working folder as the documentation takes it for granted: a fresh demo, a run of the README's own experiment on small images, and files by the names
/// that it uses. Gone at the end, and the working folder is as before.
/// </summary>
public sealed partial class DocumentedFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deferredseg-documented-");

    public DocumentedFolder()
    {
        Environment.CurrentDirectory = _folder.FullName;
        Directory.CreateSymbolicLink("configs", BuildFacts.Configurations);
        Directory.CreateDirectory("artifacts");
        Directory.CreateSymbolicLink("artifacts/plugins", BuildFacts.Plugins);
        Pictures();
        Networks();
        Arrays();
        Must("demo", "--epochs", "1", "--output", "runs/demo");
        Experiment();
        Must("train", "--config", "mine.json");
        Must("train", "--config", "base.json", "--set", "training:deferral=false", "--set", "run:folder=runs/base");
        Must("train", "--config", "experiment.json");
        foreach (var copy in (string[])["dc", "sm", "two-stage"])
            Copy("runs/experiment", $"runs/{copy}");
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }

    /// <summary>Writes the image that commands take as a tensor, as many channels as their network has.</summary>
    public static void WriteInput(int channels)
    {
        using var scope = torch.NewDisposeScope();
        var image = ("image", torch.rand([1, channels, 32, 32]));
        // What gradients are asked for with; routing would take it for the truth of its image.
        if (channels == 1)
            Write("in.safetensors", image);
        else
            Write("in.safetensors", image, ("target", torch.zeros([1, 2, 32, 32])));
    }

    private static void Must(params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Error}");
    }

    private static void Pictures()
    {
        Picture("image.png", 96, 0);
        Picture("scans/a.png", 64, 1);
        Picture("scans/b.png", 64, 2);
        for (var patient = 1; patient <= 6; patient++)
        {
            Picture($"images-of-mine/images/p{patient}_a.png", 32, patient);
            foreach (var rater in (string[])["rater1", "rater2", "rater3"])
                Mask($"images-of-mine/{rater}/p{patient}_a.png", 32, patient + rater[^1] % 3);
        }
        foreach (var name in (string[])["truth", "mine", "consensus", "reader", "reader1", "reader2", "reader3"])
            Mask($"{name}.png", 32, name.Length);
        foreach (var number in (int[])[1, 2])
            Mask($"data/readers/reader2/case{number}.png", 32, number);
        var voxels = Enumerable.Range(0, 4 * 32 * 32).Select(i => (byte)(i * 7 % 251)).ToArray();
        NiftiWriter.Write(
            "volume.nii.gz",
            new TensorInfo("volume", TensorDType.UInt8, 4, 32, 32),
            new VolumeGeometry([1, 1, 1]),
            (_, stream) => stream.Write(voxels)
        );
    }

    private static void Networks()
    {
        foreach (var name in (string[])["model.onnx", "net.onnx"])
            File.Copy(GoldenFiles.Of("exported", "net2d.onnx"), name);
        Directory.CreateDirectory("bundle/models");
        File.Copy(GoldenFiles.Of("exported", "net2d_scripted.pt"), "bundle/models/model.ts");
        File.Copy(GoldenFiles.Of("unet", "tconv_w6.weights.pth"), "unet.pth");
        Copy(Path.GetDirectoryName(GoldenFiles.Of("nnunet/model", "plans.json"))!, "nnUNetTrainer__nnUNetPlans__3d_fullres");
        Directory.CreateDirectory("imagesTs");
        for (var channel = 0; channel < 2; channel++)
        {
            var voxels = Enumerable.Range(0, 8 * 30 * 26).Select(i => (byte)(i * (7 + channel) % 251)).ToArray();
            NiftiWriter.Write(
                $"imagesTs/case_000{channel}.nii",
                new TensorInfo("volume", TensorDType.UInt8, 8, 30, 26),
                new VolumeGeometry([1.3, 1.3, 4]),
                (_, stream) => stream.Write(voxels)
            );
        }
    }

    private static void Arrays()
    {
        using var scope = torch.NewDisposeScope();
        var terms = new Dictionary<string, Tensor>();
        using (var golden = SafetensorsFile.Open(GoldenFiles.Of("deferral", "J3_random.safetensors")))
        {
            foreach (var name in (string[])["seg_logit", "routing_logits", "predictor_logit", "experts"])
                terms[name] = ModuleWeights.Read(golden, golden.Tensors.Single(one => one.Name == name));
            terms["target"] = ModuleWeights.Read(golden, golden.Tensors.Single(one => one.Name == "target"));
        }
        ModuleWeights.Save(terms, "case.safetensors");
        File.Copy(GoldenFiles.Of("metrics", "metrics.safetensors"), "results.safetensors");
        File.Copy(GoldenFiles.Of("staple", "staple.safetensors"), "ratings.safetensors");
    }

    /// <summary>The README's experiment, with networks and images so small that it takes seconds.</summary>
    private static void Experiment()
    {
        var readme = File.ReadAllText(Path.Combine(BuildFacts.Configurations, "..", "README.md"));
        var experiment = JsonNode.Parse(Json().Match(readme).Groups[1].Value)!;
        experiment["dataset"]!["preparation"]!["size"] = new JsonArray(32);
        experiment["backbone"]!["options"]!["width"] = 2;
        experiment["training"] = JsonNode.Parse("""{ "epochs": 1 }""");
        experiment["evaluation"] = JsonNode.Parse("""{ "resamples": 100, "panels": 1 }""");
        File.WriteAllText("mine.json", experiment.ToJsonString());
        experiment["run"] = JsonNode.Parse("""{ "folder": "runs/experiment" }""");
        File.WriteAllText("experiment.json", experiment.ToJsonString());
        experiment["run"] = null;
        File.WriteAllText("base.json", experiment.ToJsonString());
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Write(string file, params (string Name, Tensor Value)[] arrays) =>
        ModuleWeights.Save(arrays.ToDictionary(one => one.Name, one => one.Value), file);

    private static void Picture(string file, int side, int salt) =>
        Save(file, side, (y, x) => (ushort)(120 + 60 * Math.Sin((x + salt) / 5.0) * Math.Cos((y - salt) / 7.0)));

    private static void Mask(string file, int side, int salt) =>
        Save(file, side, (y, x) => (ushort)(Math.Abs(x - side / 2 - salt % 3) + Math.Abs(y - side / 2) < side / 4 ? 255 : 0));

    private static void Save(string file, int side, Func<int, int, ushort> sample)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        ImageFile.Write(file, new(side, side, 1, 8, [.. Enumerable.Range(0, side * side).Select(i => sample(i / side, i % side))]));
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
