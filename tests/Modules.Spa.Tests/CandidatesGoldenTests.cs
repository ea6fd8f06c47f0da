using Modules.Spa.Candidates;
using Shared.Equations;

namespace Modules.Spa.Tests;

/// <summary>Predictions as one, their clusters, the candidates and the choices.</summary>
public sealed class CandidatesGoldenTests : ScopedTensorTest
{
    [Theory]
    [InlineData("aggregate_N5")]
    [InlineData("aggregate_N6")]
    public void Predictions_as_one_are_the_references_by_every_rule(string name)
    {
        using var golden = new GoldenEquations("spa", name);
        var logits = golden["logits"].requires_grad_(true);
        var target = golden["target"];

        golden.Close("mean_prob", Prediction.MeanProbability(logits));
        golden.Close("mean_prob", Prediction.Logit(logits).sigmoid());
        golden.Close("mean_logit", logits.mean([0L]));
        foreach (
            var (tag, rule) in new[]
            {
                ("paper_prob_gt", PredictionRule.Probability),
                ("paper_vote_gt", PredictionRule.Vote),
                ("official_mean_logit_gt_half", PredictionRule.MeanLogit),
            }
        )
        {
            // Where an exact tie is decided by rounding, both are right.
            var differ = Prediction.Mask(logits, rule).to(ScalarType.Float64) - golden[$"mask.{tag}"];
            var ties = golden.Json.GetProperty("tie_pixels").EnumerateArray().Select(pixel => pixel.EnumerateArray().Select(at => at.GetInt64()).ToArray());
            foreach (var tie in ties)
                differ[tie[0], tie[1], tie[2], tie[3]] = 0;
            Assert.Equal(0, differ.abs().sum().ToDouble());
        }
        golden.Close("standardised", Prediction.Standardised(logits));
        var resized = golden["nearest_resized_logits"].shape;
        golden.Close("nearest_resized_logits", Prediction.Resized(logits, (int)resized[^2], (int)resized[^1]));

        var paper = Prediction.CrossEntropy(logits, target);
        Assert.Equal(golden.Json.GetProperty("loss_paper_bce_mean_probability").GetDouble(), paper.ToDouble(), 1e-9);
        paper.backward();
        golden.Close("grad.paper.logits", logits.grad);
        logits.grad = null;
        var published = Prediction.PublishedCrossEntropy(logits, target);
        Assert.Equal(golden.Json.GetProperty("loss_official_bce_logits_pos_weight_2").GetDouble(), published.ToDouble(), 1e-9);
        published.backward();
        golden.Close("grad.official.logits", logits.grad);
    }

    [Theory]
    [InlineData("kmeans_K1")]
    [InlineData("kmeans_K_equals_N")]
    [InlineData("kmeans_N48_K4")]
    [InlineData("kmeans_N48_K4_bad_start")]
    [InlineData("kmeans_duplicates_K4")]
    [InlineData("kmeans_empty_cluster")]
    [InlineData("kmeans_ties_binary")]
    public void Clusters_candidates_and_choices_are_the_references(string name)
    {
        using var golden = new GoldenEquations("spa", name);
        var points = Rows(golden["X"]);
        var groups = KMeans.Of(points, Rows(golden["initial_centroids"]));

        Assert.Equal(Whole(golden["labels"]), groups.Labels);
        golden.Close("centroids", Tensor(groups.Centroids));
        Assert.Equal(golden["history.labels"].shape[0], groups.Passes.Count);
        Assert.Equal(Whole(golden["history.labels"].flatten()), groups.Passes.SelectMany(pass => pass));
        golden.Close("history.centroids_before", stack([.. groups.Starts.Select(Tensor)], 0));

        var prediction = Whole(golden["y_app"]).Select(value => (byte)value).ToArray();
        double[] compared = [.. prediction];
        var representatives = Whole(golden["representative_index"]);
        foreach (var (kind, tag) in new[] { (CandidateKind.NearestMember, "nearest_member"), (CandidateKind.Centroid, "centroid") })
        {
            var candidates = Candidate.Of(points, groups, kind);
            foreach (var candidate in candidates)
            {
                if (kind == CandidateKind.NearestMember)
                    Assert.Equal(representatives[candidate.Group], candidate.Member);
                golden.Close($"candidate.{tag}", With(golden[$"candidate.{tag}"], candidate.Group, candidate.Probabilities));
                Assert.Equal(Whole(golden[$"delta_mask.{tag}"][candidate.Group]), candidate.Changes(prediction).Select(change => (int)change));
            }
            var empty = golden.Json.GetProperty("empty_clusters").EnumerateArray().Select(group => group.GetInt32());
            Assert.Equal(Enumerable.Range(0, golden.Int("K")).Except(empty), candidates.Select(candidate => candidate.Group));
            Chosen(golden, $"choice.{tag}.closest_to_y_app", Candidate.Nearest(candidates, compared));
            if (golden.Names.Contains("ground_truth"))
                Chosen(golden, $"choice.{tag}.closest_to_ground_truth", Candidate.Nearest(candidates, Rows(golden["ground_truth"].unsqueeze(0))[0]));
        }
    }

    [Fact]
    public void The_published_choice_and_its_telling_pixels_are_the_references()
    {
        using var golden = new GoldenEquations("spa", "kmeans_N48_K4");
        var points = Rows(golden["X"]);
        var groups = KMeans.Of(points, Rows(golden["initial_centroids"]));
        var truth = Rows(golden["ground_truth"].unsqueeze(0))[0];
        var group = KMeans.Nearest(groups.Centroids, truth);
        Assert.Equal(golden.Int("choice.official_kmeans_predict_of_ground_truth"), group);

        var (chosen, others) = TellingPixels.Means(points, groups.Labels, group);
        var places = TellingPixels.Of(chosen, others);

        golden.Close("official.selected_mean", tensor(chosen));
        golden.Close("official.exclusive_mean", tensor(others));
        Assert.Equal(Whole(golden["official.top20_flat_index"]), places);
        Assert.Equal(Whole(golden["official.top20_label"]), places.Select(place => (int)truth[place]));
    }

    [Fact]
    public void Starts_are_different_predictions_also_where_many_are_the_same()
    {
        double[][] points =
        [
            [0, 0],
            [0, 0],
            [0, 0],
            [1, 1],
        ];
        for (var seed = 0; seed < 50; seed++)
        {
            var random = DeferredSeg.Abstractions.Randomness.StableRandom.Of(seed, "start");
            var start = KMeans.Start(points, 2, random.Uniform);
            Assert.Equal(2, start.Select(point => point[0]).Distinct().Count());
            Assert.Equal(4, KMeans.Start(points, 4, random.Uniform).Length);
        }
    }

    private static void Chosen(GoldenEquations golden, string name, Candidate candidate)
    {
        var choice = golden.Json.GetProperty(name);
        Assert.Equal(choice.GetProperty("cluster").GetInt32(), candidate.Group);
    }

    private static Tensor With(Tensor all, int row, double[] values)
    {
        var copy = all.clone();
        copy[row] = tensor(values);
        return copy;
    }

    private static double[][] Rows(Tensor values)
    {
        var flat = values.to(ScalarType.Float64).flatten(1).contiguous();
        var all = flat.data<double>().ToArray();
        var length = (int)flat.shape[1];
        return [.. Enumerable.Range(0, (int)flat.shape[0]).Select(row => all[(row * length)..((row + 1) * length)])];
    }

    private static Tensor Tensor(double[][] rows) => stack([.. rows.Select(row => tensor(row))], 0);

    private static int[] Whole(Tensor values) => [.. values.to(ScalarType.Int64).contiguous().data<long>().Select(value => (int)value)];
}
