using System.Globalization;
using System.Text.Json;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>SPA from a configuration to conversations with simulated users.</summary>
public sealed class InteractTests : IDisposable
{
    private const int Rounds = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-interact").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_trained_by_its_own_objective_resumes_exactly_and_simulated_users_talk_to_it()
    {
        for (var i = 0; i < 6; i++)
            Case(i);
        var configuration = Write();

        Succeeds("train", "--config", configuration, "--set", $"run:folder={At("whole")}");
        Succeeds("train", "--config", configuration, "--set", $"run:folder={At("stopped")}", "--set", "training:epochs=1");
        Succeeds("train", "--config", At("stopped/config.json"), "--resume", "--set", "training:epochs=2");
        Assert.Equal(Weights("whole"), Weights("stopped"));

        Succeeds("interact", At("whole"), "--interactions", $"{Rounds}", "--candidates", "2", "--target", "0.5", "--output", At("talk"));
        string[][] lines = [.. File.ReadLines(At("talk/users.csv")).Select(line => line.Split(','))];
        Assert.Equal(["run", "seed", "way", "case", "patient", "user", "dice_1", "dice_2", "dice_3"], lines[0]);
        // Two raters are three users, who talk in two ways about each test image.
        var cases = lines.Skip(1).Select(line => line[3]).Distinct().Count();
        Assert.Equal(cases * 3 * 2, lines.Length - 1);
        Assert.All(lines.Skip(1).SelectMany(line => line[6..]), dice => Assert.InRange(double.Parse(dice, CultureInfo.InvariantCulture), 0, 1));
        Assert.Contains("interactions", File.ReadAllText(At("talk/conversations.md")));

        Succeeds("evaluate", At("whole"));
        Succeeds("route", "--run", At("whole"), "--part", "test", "--output", At("routed"));
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        for (var i = 0; i < 6; i++)
            Case(i);
        var configuration = Write();
        File.WriteAllText(At("unet.json"), """{ "backbone": { "id": "UNet", "options": null } }""");
        File.WriteAllText(At("plain.json"), """{ "backbone": { "wrappers": null } }""");
        Assert.Contains("set deferral to false and accumulation to 1", Refused(3, "train", "--config", configuration, "--set", "training:accumulation=2"));
        Assert.Contains("the network MedSam has no objective of its own", Refused(3, "train", "--config", configuration, "--config", At("plain.json")));
        Assert.Contains(
            "it sits before a prompted decoder, and the network UNet has none",
            Refused(3, "train", "--config", configuration, "--config", At("unet.json"))
        );
        Assert.Contains("There is no folder", Refused(4, "interact", At("nothing")));
        Assert.Contains("--target is 2; expected a dice", Refused(2, "interact", At("nothing"), "--target", "2"));
    }

    private string Write()
    {
        File.WriteAllText(
            At("spa.json"),
            JsonSerializer.Serialize(
                new
                {
                    dataset = new
                    {
                        folder = "set",
                        split = new { validation = 0.2, test = 0.3 },
                        preparation = new { size = new[] { 32 }, intensity = "backbone" },
                        points = new { from = "truth" },
                    },
                    reference = new { from = "all" },
                    backbone = new
                    {
                        id = "MedSam",
                        options = new
                        {
                            width = 12,
                            depth = 2,
                            heads = 2,
                            globalBlocks = new[] { 1 },
                            imageSize = 32,
                            patch = 8,
                            window = 3,
                            embeddingChannels = 16,
                            maskChannels = 8,
                            decoderHeads = 2,
                            decoderMlp = 24,
                            scoreChannels = 10,
                        },
                        wrappers = new[]
                        {
                            new
                            {
                                id = "Spa",
                                options = new
                                {
                                    components = 3,
                                    draws = 4,
                                    trainingDraws = 2,
                                    trainingIterations = 2,
                                    trainingCandidates = 2,
                                    hidden = 8,
                                },
                            },
                        },
                    },
                    training = new
                    {
                        deferral = false,
                        segmentorLoss = "own",
                        accumulation = 1,
                        epochs = 2,
                        schedule = "cosine",
                    },
                    run = new { folder = At("run"), seeds = new[] { 1 } },
                }
            )
        );
        return At("spa.json");
    }

    private string Weights(string run) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(At($"{run}/seed-1/best/backbone.safetensors"))));

    private static void Succeeds(params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}\n{run.ExitCode}: {run.Error}");
    }

    private static string Refused(int exit, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);
        Assert.True(run.ExitCode == exit, $"{run.ExitCode}: {run.Error}");
        return run.Error;
    }

    private string At(string file) => Path.Combine(_folder, file);

    private void Case(int i)
    {
        Disc($"set/images/c{i}.png", i, 9, 3, inside: 200, outside: 40);
        Disc($"set/rater1/c{i}.png", i, 8, 1, 255, 0);
        Disc($"set/rater2/c{i}.png", i, 11, 1, 255, 0);
    }

    private void Disc(string file, int salt, int radius, int channels, byte inside, byte outside)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        bool Inside(int pixel) => Math.Pow(pixel / 32 - 14 - salt % 3, 2) + Math.Pow(pixel % 32 - 15, 2) < radius * radius;
        ImageFile.Write(
            At(file),
            new(32, 32, channels, 8, [.. Enumerable.Range(0, 32 * 32 * channels).Select(i => (ushort)(Inside(i / channels) ? inside : outside))])
        );
    }
}
