using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Tests.Golden;
using DeferredSeg.Formats.Safetensors;

namespace DeferredSeg.Deferral.Tests.Measures.Routed;

public sealed class GoldenSplitTests : IDisposable
{
    private readonly GoldenValues _golden = new("metrics");

    public static TheoryData<string> Splits
    {
        get
        {
            using var golden = new GoldenValues("metrics");
            return [.. golden.Numbers.GetProperty("splits").EnumerateObject().Select(one => one.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Every_stored_number_agrees(string name)
    {
        var actual = RoutedOverlaps.Of(_golden.Bytes($"{name}/truth"), _golden.Bytes($"{name}/model_mask"), Experts(name), Decision(name));

        foreach (var stored in _golden.Numbers.GetProperty("splits").GetProperty(name).EnumerateObject())
        {
            switch (stored.Name)
            {
                case "J":
                    Assert.Equal(stored.Value.GetInt32(), actual.Experts);
                    break;
                case "deferral_rate":
                    Assert.Equal(stored.Value.GetDouble(), actual.DeferralRate, 1e-9);
                    Assert.Equal(1 - stored.Value.GetDouble(), actual.Coverage, 1e-9);
                    break;
                case "per_branch_rate":
                    Assert.All(stored.Value.EnumerateArray().Zip(actual.HardLoad), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, 1e-9));
                    break;
                case "system":
                    AssertOverlap(stored.Value, actual.System);
                    break;
                case "expert_only":
                    AssertOverlap(stored.Value, actual.ExpertOnly);
                    break;
                case "model_only":
                    AssertOverlap(stored.Value, actual.ModelOnly);
                    break;
                case "model_alone_full_image":
                    AssertOverlap(stored.Value, actual.ModelAlone);
                    break;
                case "experts_alone_full_image":
                    AssertOverlaps(stored.Value, actual.ExpertsAlone);
                    break;
                case "per_expert_region":
                    AssertOverlaps(stored.Value, actual.PerExpert);
                    break;
                default:
                    Assert.Fail($"{name} stores {stored.Name}, which is not compared");
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void The_system_mask_and_the_deferred_region_agree(string name)
    {
        var decision = Decision(name);

        Assert.Equal(_golden.Bytes($"{name}/system_mask"), Fusion.Of<byte, long>(_golden.Bytes($"{name}/model_mask"), Experts(name), decision));
        Assert.Equal(_golden.Bytes($"{name}/routed_to_expert"), decision.Select(channel => channel > 0 ? (byte)1 : (byte)0));
    }

    public void Dispose() => _golden.Dispose();

    private static void AssertOverlaps(JsonElement expected, IReadOnlyList<Overlap> actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Count);
        for (var j = 0; j < actual.Count; j++)
            AssertOverlap(expected[j], actual[j]);
    }

    private static void AssertOverlap(JsonElement expected, Overlap actual)
    {
        Assert.Equal(new(Count("TP"), Count("FP"), Count("FN"), Count("TN")), actual);
        CloseTo.Require(Rates("with_convention"), actual.Rates(), "with_convention", 1e-9);
        CloseTo.Require(Rates("strict_null_when_undefined"), actual.Rates(EmptyMasks.Undefined), "strict", 1e-9);

        long Count(string key) => expected.GetProperty(key).GetInt64();

        OverlapRates Rates(string key)
        {
            var rates = expected.GetProperty(key);
            return new(Number("dice"), Number("jaccard"), Number("sensitivity"), Number("specificity"), Number("precision"), Number("accuracy"));

            double Number(string rate) => GoldenPair.Number(rates, rate);
        }
    }

    private static long[] Decision(string name)
    {
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Golden", "metrics", "metrics.safetensors"));
        Assert.True(file.TryGet($"{name}/decision", out var info));
        var values = new long[info.Shape.Aggregate(1L, (a, b) => a * b)];
        file.Read($"{name}/decision", MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private ReadOnlyMemory<byte>[] Experts(string name)
    {
        var masks = _golden.Bytes($"{name}/experts");
        var experts = (int)_golden.Shape($"{name}/experts")[0];
        return [.. Enumerable.Range(0, experts).Select(j => new ReadOnlyMemory<byte>(masks, j * (masks.Length / experts), masks.Length / experts))];
    }
}
