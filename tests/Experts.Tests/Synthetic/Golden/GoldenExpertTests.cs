using DeferredSeg.Formats.Tensors;

namespace Experts.Synthetic.Tests.Golden;

public sealed class GoldenExpertTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> _tables = new Dictionary<string, string>
    {
        ["tab2"] = "table2",
        ["tabD9"] = "tableD9",
        ["tabE11"] = "tableE11",
    };

    private readonly GoldenExperts _golden = new();

    public static TheoryData<string, string> MasksAndTables
    {
        get
        {
            using var golden = new GoldenExperts();
            var rows = new TheoryData<string, string>();
            foreach (var mask in golden.Masks.EnumerateObject())
            {
                foreach (var table in golden.Settings.EnumerateObject())
                    rows.Add(mask.Name, table.Name);
            }
            return rows;
        }
    }

    public void Dispose() => _golden.Dispose();

    [Theory]
    [MemberData(nameof(MasksAndTables))]
    public void Partition_probability_and_expert_masks_are_those_of_the_reference(string mask, string table)
    {
        var truth = _golden.Mask(mask);
        var pixels = truth.Values.Length;
        var uniforms = _golden.Values<double>($"{mask}/uniform", TensorDType.Float64);
        var partition = _golden.Values<byte>($"{mask}/partition", TensorDType.UInt8);
        var probabilities = _golden.Values<float>($"{mask}/{table}.prob", TensorDType.Float32);
        var masks = _golden.Values<byte>($"{mask}/{table}.expert_masks", TensorDType.UInt8);
        var settings = _golden.Settings.GetProperty(table).EnumerateArray().Select(setting => setting.GetProperty("name").GetString()).ToList();
        var accuracies = _golden
            .Masks.GetProperty(mask)
            .GetProperty("expected_accuracy")
            .GetProperty(table)
            .EnumerateArray()
            .Select(accuracy => accuracy.GetDouble())
            .ToList();

        for (var i = 0; i < settings.Count; i++)
        {
            using var expert = Questions.Expert(("setting", $"{_tables[table]}/{settings[i]}"));
            var simulation = expert.Simulate(Questions.Ask(truth), uniforms);

            Assert.Equal(partition, simulation.Partition);
            Assert.Equal(probabilities.AsSpan(i * pixels, pixels).ToArray(), Array.ConvertAll(simulation.Probability!, one => (float)one));
            Assert.Equal(masks.AsSpan(i * pixels, pixels).ToArray(), simulation.Mask.Values);
            Assert.Equal(accuracies[i], simulation.Probability!.Average(), 1e-12);
        }
    }

    [Fact]
    public void The_numbers_by_hand_are_the_settings()
    {
        foreach (var table in _golden.Settings.EnumerateObject())
        {
            foreach (var setting in table.Value.EnumerateArray())
            {
                using var named = Questions.Expert(("setting", $"{_tables[table.Name]}/{setting.GetProperty("name")}"));
                using var byHand = Questions.Expert(
                    ("foreground", setting.GetProperty("fg").GetRawText()),
                    ("background", setting.GetProperty("bg").GetRawText()),
                    ("boundary", setting.GetProperty("bd").GetRawText()),
                    ("boundaryMeans", table.Name == "tab2" ? "absolute" : "boost")
                );
                var request = Questions.Ask(_golden.Mask("ring"));

                Assert.Equal(named.Simulate(request).Probability, byHand.Simulate(request).Probability);
                Assert.Equal(named.Simulate(request).Mask.Values, byHand.Simulate(request).Mask.Values);
            }
        }
    }
}
