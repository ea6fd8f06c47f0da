using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteImageTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    /// <summary>A picture with an orientation tag and the same one turned without: the results are the same, and lie as it is shown.</summary>
    [Fact]
    public void A_picture_is_routed_as_viewers_show_it()
    {
        var (height, width) = (32, 24);
        var shown = _images.Samples(height, width);
        var upright = _images.Picture("upright.png", height, width, shown);
        // Orientation 6: what is stored is turned clockwise to be shown.
        var stored = _images.Picture(
            "turned.png",
            width,
            height,
            [.. Enumerable.Range(0, shown.Length).Select(i => shown[i % height * width + width - 1 - i / height])]
        );
        byte[] exif = [.. "eXIfMM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0"u8];
        var file = File.ReadAllBytes(stored);
        // Behind the signature and the header.
        File.WriteAllBytes(stored, [.. file[..33], 0, 0, 0, (byte)(exif.Length - 4), .. exif, .. Checksum(exif), .. file[33..]]);
        var configuration = _images.Configuration();

        var summary = _images.Route(configuration, "routed", stored, "--budget", "0.25");
        _images.Route(configuration, "apart", upright, "--budget", "0.25");

        var one = summary.GetProperty("cases")[0];
        Assert.Equal((height, width), (one.GetProperty("height").GetInt32(), one.GetProperty("width").GetInt32()));
        Assert.Equal("The image: EXIF orientation 6 was applied.", one.GetProperty("note").GetString());
        foreach (var map in new[] { "system.npy", "routing.png", "deferral.npy" })
            Assert.Equal(_images.Read($"apart/upright/{map}"), _images.Read($"routed/turned/{map}"));

        static byte[] Checksum(byte[] bytes)
        {
            var crc = uint.MaxValue;
            foreach (var value in bytes)
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
            return [(byte)(~crc >> 24), (byte)(~crc >> 16), (byte)(~crc >> 8), (byte)~crc];
        }
    }

    [Fact]
    public void A_picture_is_routed_as_its_values_are_and_every_map_is_written_twice()
    {
        var (height, width) = (24, 32);
        var samples = _images.Samples(height, width);
        var picture = _images.Picture("scan.png", height, width, samples);
        var tensor = _images.Tensor("scan.safetensors", height, width, [.. samples.Select(sample => (float)(sample / 255.0))]);
        var configuration = _images.Configuration();

        var summary = _images.Route(configuration, "routed", picture, "--budget", "0.25");
        _images.Route(configuration, "tensors", "--input", tensor, "--budget", "0.25");

        Assert.Equal(
            [
                "case.json",
                "deferral.npy",
                "deferral.png",
                "expert-1.npy",
                "expert-1.png",
                "expert-2.npy",
                "expert-2.png",
                "model.npy",
                "model.png",
                "outline.png",
                "routing-overlay.png",
                "routing.npy",
                "routing.png",
                "system.npy",
                "system.png",
            ],
            _images.Files("routed/scan")
        );
        var file = Path.Combine(_images.Folder, "tensors/routing.safetensors");
        var (decision, model) = (RouteCase.Longs(file, "decision"), RouteCase.Read(file, "model_mask"));
        Assert.Equal(height * width / 4, decision.Count(channel => channel > 0));
        Assert.Equal(decision.Select(channel => (double)channel), _images.Read("routed/scan/routing.npy"));
        Assert.Equal(decision.Select(channel => (double)channel), _images.Read("routed/scan/routing.png"));
        Assert.Equal(model.Select(value => (double)value), _images.Read("routed/scan/model.npy"));
        var system = decision
            .Select(
                (channel, i) =>
                    channel switch
                    {
                        1 => 1.0,
                        2 => 0,
                        _ => model[i],
                    }
            )
            .ToArray();
        Assert.Equal(system, _images.Read("routed/scan/system.npy"));
        Assert.Equal(system.Select(value => 255 * value), _images.Read("routed/scan/system.png"));
        for (var j = 1; j <= 2; j++)
            Assert.Equal(decision.Select(channel => channel == j ? 255.0 : 0), _images.Read($"routed/scan/expert-{j}.png"));
        var probability = RouteCase.Floats(file, "routing_prob");
        var deferral = _images.Read("routed/scan/deferral.npy");
        for (var i = 0; i < deferral.Length; i++)
            Assert.Equal(1 - probability[i], deferral[i], 1e-6);
        Told(summary, decision, MarginsOf(file), width);
    }

    [Fact]
    public void Crops_and_sizes_are_undone_and_nothing_outside_of_the_field_of_view_is_routed_or_counted()
    {
        var (height, width) = (50, 66);
        var random = new Random(_images.Seed);
        var (top, left) = (random.Next(1, 12), random.Next(1, 20));
        var (bottom, right) = (random.Next(30, height), random.Next(40, width));
        _images.Picture("set/images/a.png", height, width, _images.Samples(height, width));
        bool Inside(int i) => i / width >= top && i / width < bottom && i % width >= left && i % width < right && (i / width + i % width) % 7 != 0;
        _images.Picture("set/fov/a.png", height, width, Enumerable.Range(0, height * width).Select(i => Inside(i) ? 255 : 0));
        byte[] truth = [.. Enumerable.Range(0, height * width).Select(_ => (byte)random.Next(2))];
        _images.Picture("set/masks/a.png", height, width, truth.Select(value => value * 255));
        var configuration = _images.Configuration(
            "some",
            json =>
            {
                json["experts"]![0] = JsonNode.Parse("""{ "name": "first", "source": "oracle" }""");
                json["dataset"] = JsonNode.Parse("""{ "preparation": { "size": [32, 24], "cropToFieldOfView": true } }""");
            }
        );

        var summary = _images.Route(configuration, "routed", Path.Combine(_images.Folder, "set"), "--budget", "0.4");

        // The same by hand: prepared, routed as a tensor, brought back.
        var one = DatasetOpening.Open(new DatasetSettings(Folder: Path.Combine(_images.Folder, "set"))).Load("a");
        var prepared = new ImagePreparation(new(Size: [32, 24], CropToFieldOfView: true), new InputRule { Channels = 1 }).Prepare(one);
        _images.Route(configuration, "tensors", "--input", _images.Tensor("a.safetensors", 32, 24, prepared.Image));
        var file = Path.Combine(_images.Folder, "tensors/routing.safetensors");
        // Logits are brought back; of the image's own pixels in the field of view those with the largest margins go to the expert who is preferred there.
        float[] Native(string name, int plane, float outside) =>
            prepared.Placement.ToNative(RouteCase.Floats(file, name).AsSpan(plane * 32 * 24, 32 * 24), 1, outside, ResizeFilter.Bilinear);
        float[][] channels = [Native("routing_logits", 0, 1e4f), Native("routing_logits", 1, -1e4f), Native("routing_logits", 2, -1e4f)];
        var decision = new long[height * width];
        int[] view = [.. Enumerable.Range(0, height * width).Where(Inside)];
        foreach (var i in view.OrderByDescending(Margin).Take((int)(0.4 * view.Length)))
            decision[i] = channels[2][i] > channels[1][i] ? 2 : 1;
        byte[] model = [.. Native("logits", 0, -1e4f).Select(logit => (byte)(logit >= 0 ? 1 : 0))];
        Assert.Contains(1L, decision);
        Assert.Equal(decision.Select(channel => (double)channel), _images.Read("routed/a/routing.npy"));
        Assert.Equal(model.Select(value => (double)value), _images.Read("routed/a/model.npy"));
        var system = decision
            .Select(
                (channel, i) =>
                    channel == 1 ? truth[i]
                    : channel == 2 ? (byte)0
                    : model[i]
            )
            .ToArray();
        Assert.Equal(system.Select(value => (double)value), _images.Read("routed/a/system.npy"));
        var told = summary.GetProperty("cases")[0];
        int[] seen = [.. Enumerable.Range(0, height * width).Where(Inside)];
        double Dice(byte[] mask) => Overlap.Between([.. seen.Select(i => mask[i])], [.. seen.Select(i => truth[i])]).Dice;
        Assert.Equal(Dice(model), told.GetProperty("modelDice").GetDouble(), 1e-12);
        Assert.Equal(Dice(system), told.GetProperty("systemDice").GetDouble(), 1e-12);
        Assert.Equal((double)seen.Count(i => decision[i] == 0) / seen.Length, told.GetProperty("coverage").GetDouble(), 1e-12);
        Assert.True(told.GetProperty("experts")[0].GetProperty("usedTruth").GetBoolean());

        double Margin(int pixel)
        {
            var largest = channels.Max(channel => (double)channel[pixel]);
            double[] terms = [.. channels.Select(channel => Math.Exp(channel[pixel] - largest))];
            return (Math.Max(terms[1], terms[2]) - terms[0]) / terms.Sum();
        }
    }

    [Theory]
    [InlineData("0.05")]
    [InlineData("0.25")]
    public void A_budget_is_a_share_of_the_field_of_view(string budget)
    {
        var (height, width) = (40, 48);
        _images.Picture("set/images/a.png", height, width, _images.Samples(height, width));
        bool Inside(int i) => i % width < 19 && i / width > 2;
        _images.Picture("set/fov/a.png", height, width, Enumerable.Range(0, height * width).Select(i => Inside(i) ? 255 : 0));

        var summary = _images.Route(_images.Configuration(), "routed", Path.Combine(_images.Folder, "set"), "--budget", budget);

        var seen = Enumerable.Range(0, height * width).Count(Inside);
        var deferred = Math.Floor(double.Parse(budget, CultureInfo.InvariantCulture) * seen);
        Assert.Equal(1 - deferred / seen, summary.GetProperty("cases")[0].GetProperty("coverage").GetDouble(), 1e-12);
        Assert.Equal(deferred, _images.Read("routed/a/routing.npy").Count(channel => channel > 0));
    }

    [Fact]
    public void Depths_and_channels_of_one_picture_give_one_result()
    {
        var (height, width) = (24, 24);
        var samples = _images.Samples(height, width);
        _images.Picture("in/eight.png", height, width, samples);
        _images.Picture("in/sixteen.png", height, width, samples.Select(sample => sample * 257), depth: 16);
        _images.Picture("in/deeper/rgb.png", height, width, samples.SelectMany(sample => new int[] { sample, sample, sample }), channels: 3);
        _images.Picture("in/deeper/rgba.png", height, width, samples.SelectMany(sample => new int[] { sample, sample, sample, 255 }), channels: 4);
        var colour = _images.Configuration("some", json => json["backbone"]!["options"]!["inputChannels"] = 3);

        var summary = _images.Route(colour, "routed", Path.Combine(_images.Folder, "in"), "--budget", "0.3");

        Assert.Equal(
            ["deeper/rgb", "deeper/rgba", "eight", "sixteen"],
            summary.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("case").GetString())
        );
        foreach (var name in new[] { "deeper/rgb", "deeper/rgba", "sixteen" })
        {
            Assert.Equal(_images.Read("routed/eight/routing.npy"), _images.Read($"routed/{name}/routing.npy"));
            Assert.Equal(_images.Read("routed/eight/model.npy"), _images.Read($"routed/{name}/model.npy"));
        }
    }

    [Fact]
    public void An_experts_pixels_go_to_the_next_best_where_the_expert_is_absent()
    {
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));

        var there = _images.Route(_images.Configuration("second"), "there", picture);
        var away = _images.Route(_images.Configuration("second"), "away", picture, "--absent", "second");

        Assert.All(_images.Read("there/a/routing.npy"), channel => Assert.Equal(2, channel));
        Assert.Equal(
            (0.0, 1.0),
            (there.GetProperty("cases")[0].GetProperty("coverage").GetDouble(), away.GetProperty("cases")[0].GetProperty("coverage").GetDouble())
        );
    }

    [Fact]
    public void Recorded_experts_are_absent_where_images_are_none_of_their_dataset_and_others_or_the_model_stand()
    {
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));
        var configuration = _images.Configuration(
            "second",
            json =>
            {
                json["dataset"] = JsonNode.Parse("""{ "source": "phantom", "phantom": { "cases": 3, "size": 32 } }""");
                json["experts"]![1] = JsonNode.Parse("""{ "name": "second", "source": "recorded", "options": { "mapping": "shuffled", "slot": 1 } }""");
            }
        );

        var summary = _images.Route(configuration, "routed", picture);

        Assert.Equal("absent", summary.GetProperty("cases")[0].GetProperty("experts")[1].GetProperty("status").GetString());
        Assert.Equal(0, summary.GetProperty("cases")[0].GetProperty("experts")[1].GetProperty("load").GetDouble());
        // Within the dataset they answer, and there is a truth to measure by.
        var part = _images.Route(configuration, "part", "--part", "train");
        Assert.All(
            part.GetProperty("cases").EnumerateArray(),
            one => Assert.Equal("answered", one.GetProperty("experts")[1].GetProperty("status").GetString())
        );
        Assert.All(part.GetProperty("cases").EnumerateArray(), one => Assert.InRange(one.GetProperty("systemDice").GetDouble(), 0.3, 1));
    }

    [Fact]
    public void Classes_that_exclude_each_other_are_one_map_of_classes_and_others_a_mask_each()
    {
        var samples = _images.Samples(16, 16);
        var picture = _images.Picture("a.png", 16, 16, samples);
        void Three(JsonObject json, string kind)
        {
            json["backbone"]!["options"]!["classes"] = 3;
            json["backbone"]!["options"]!["classKind"] = kind;
            json["head"] = JsonNode.Parse("""{ "id": "RoutingChannels", "options": { "predictor": true, "routesPerClass": true } }""");
        }
        var (exclusive, multilabel) = (
            _images.Configuration("some", json => Three(json, "exclusive")),
            _images.Configuration("some", json => Three(json, "multilabel"))
        );

        _images.Route(exclusive, "exclusive", picture, "--budget", "0.4");
        _images.Route(multilabel, "multilabel", picture, "--budget", "0.4");
        _images.Route(
            exclusive,
            "tensors",
            "--input",
            _images.Tensor("a.safetensors", 16, 16, [.. samples.Select(sample => (float)(sample / 255.0))]),
            "--budget",
            "0.4"
        );

        var file = Path.Combine(_images.Folder, "tensors/routing.safetensors");
        var (mask, decision, predictor) = (RouteCase.Read(file, "model_mask"), RouteCase.Longs(file, "decision"), RouteCase.Floats(file, "predictor_logit"));
        Assert.Equal(
            Enumerable.Range(0, 256).Select(i => (double)Enumerable.Range(0, 3).Single(k => mask[k * 256 + i] == 1)),
            _images.Read("exclusive/a/model.npy")
        );
        for (var k = 0; k < 3; k++)
        {
            var own = decision.Skip(k * 256).Take(256).ToArray();
            Assert.Equal(own.Select(channel => (double)channel), _images.Read($"exclusive/a/routing-class{k + 1}.npy"));
            Assert.Equal(own.Select(channel => channel == 2 ? 255.0 : 0), _images.Read($"exclusive/a/expert-2-class{k + 1}.png"));
            Assert.Equal(256, _images.Read($"multilabel/a/system-class{k + 1}.npy").Length);
            Assert.Equal(256, _images.Read($"multilabel/a/deferral-class{k + 1}.npy").Length);
        }
        var probability = _images.Read("exclusive/a/predictor.npy");
        for (var i = 0; i < 256; i++)
            Assert.Equal(1 / (1 + Math.Exp(-predictor[i])), probability[i], 1e-6);
        Assert.DoesNotContain("model.npy", _images.Files("multilabel/a"));
    }

    // Regions, loads and margins against the maps themselves.
    private static void Told(JsonElement summary, long[] decision, double[] margin, int width)
    {
        var one = summary.GetProperty("cases")[0];
        var shares = one.GetProperty("experts").EnumerateArray().Select(expert => expert.GetProperty("load").GetDouble()).ToArray();
        for (var j = 0; j < shares.Length; j++)
            Assert.Equal((double)decision.Count(channel => channel == j + 1) / decision.Length, shares[j], 1e-12);
        var soft =
            one.GetProperty("softCoverage").GetDouble() + one.GetProperty("experts").EnumerateArray().Sum(expert => expert.GetProperty("softLoad").GetDouble());
        Assert.Equal(1, soft, 1e-6);
        var regions = one.GetProperty("regions").EnumerateArray().ToArray();
        Assert.Equal(decision.Count(channel => channel > 0), regions.Sum(region => region.GetProperty("pixels").GetInt32()));
        Assert.Equal(
            margin.Where((_, i) => decision[i] > 0).Sum(),
            regions.Sum(region => region.GetProperty("pixels").GetInt32() * region.GetProperty("meanMargin").GetDouble()),
            1e-9
        );
        foreach (var region in regions)
        {
            var (top, left, bottom, right) = (
                region.GetProperty("top").GetInt32(),
                region.GetProperty("left").GetInt32(),
                region.GetProperty("bottom").GetInt32(),
                region.GetProperty("right").GetInt32()
            );
            var channel = region.GetProperty("expert").GetString() == "first" ? 1 : 2;
            int[] columns = [.. Enumerable.Range(left, right - left + 1)];
            Assert.Contains(columns, x => decision[top * width + x] == channel);
            Assert.Contains(columns, x => decision[bottom * width + x] == channel);
        }
    }

    private static double[] MarginsOf(string file) => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(RouteCase.Read(file, "margin"))];
}
