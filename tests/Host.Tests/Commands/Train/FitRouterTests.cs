using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>Heads of estimates: trained after the segmentor, fitted to a run that is there, served with what fitting and guarantees found.</summary>
public sealed class FitRouterTests : TrainCase
{
    [Fact]
    public void The_segmentor_is_trained_alone_then_the_router_is_fitted_and_resuming_fits_what_is_missing()
    {
        var folder = At("run");
        var configuration = Configuration(folder, WithEstimates);

        var run = Train(configuration, "--format", "json");

        Assert.True(run.ExitCode == 0, run.Error);
        var best = Path.Combine(folder, "seed-3", "best");
        foreach (var name in (string[])["backbone.safetensors", "head.safetensors", "router.json"])
            Assert.True(File.Exists(Path.Combine(best, name)), name);
        var router = JsonDocument.Parse(File.ReadAllText(Path.Combine(best, "router.json"))).RootElement;
        Assert.Equal("expert", router.GetProperty("onModel").GetProperty("gate").GetProperty("use").GetString());
        var member = JsonDocument.Parse(run.Output).RootElement.GetProperty("members")[0];
        Assert.Equal("its router is fitted", member.GetProperty("ended").GetString());
        // The oracle alone is best, so that everything is asked.
        Assert.Equal(1, member.GetProperty("system").GetDouble(), 1e-9);
        var weights = Weights(Path.Combine(best, "head.safetensors"));

        File.Delete(Path.Combine(best, "head.safetensors"));
        var resumed = Train(configuration, "--resume");

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(weights, Weights(Path.Combine(best, "head.safetensors")));
        var again = Train(configuration, "--resume");
        Assert.Contains("had ended before", again.Output);
    }

    [Fact]
    public void A_router_is_fitted_to_a_run_with_other_routing_and_judged_on_a_folder_of_ones_own()
    {
        var (folder, router, local) = (At("run"), At("router"), At("local"));
        Assert.Equal(0, Train(Configuration(folder)).ExitCode);

        var fitted = FitRouter("--run", folder, "--output", router, "--set", "fitting:steps=10", "--set", "fitting:folds=0");

        Assert.True(fitted.ExitCode == 0, fitted.Error);
        Assert.Contains("what the router is worth on new ones is not known", fitted.Error);
        Assert.False(File.Exists(Path.Combine(router, "seed-3", "best", "router.json")));
        Assert.Equal(Weights(Path.Combine(folder, "seed-3", "best", "backbone.safetensors")), Weights(Path.Combine(router, "initial", "backbone.safetensors")));
        // What images were like is known of a router too, or route could not refuse others.
        Assert.True(File.Exists(Path.Combine(router, "seed-3", "images.json")));
        var evaluated = ProgramRun.Of("evaluate", router, "--no-report");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Contains("Adapted model", evaluated.Output);

        Assert.Equal(0, ProgramRun.Of("data", "phantom", "--output", local, "--cases", "6", "--size", "32").ExitCode);
        var judged = FitRouter("--run", router, "--on", local, "--gate-only", "--output", At("judged"), "--set", "dataset:source=");
        Assert.True(judged.ExitCode == 0, judged.Error);
        var best = Path.Combine(At("judged"), "seed-3", "best");
        Assert.Equal(Weights(Path.Combine(router, "seed-3", "best", "head.safetensors")), Weights(Path.Combine(best, "head.safetensors")));
        Assert.Equal(6, JsonDocument.Parse(File.ReadAllText(Path.Combine(best, "router.json"))).RootElement.GetProperty("cases").GetInt32());
    }

    [Fact]
    public void A_guarantee_is_kept_with_the_run_and_served_by_route_unless_a_budget_is_set()
    {
        var folder = At("run");
        var configuration = Configuration(
            folder,
            json =>
            {
                WithEstimates(json);
                json["dataset"]!["phantom"]!["cases"] = 40;
                json["dataset"]!["split"] = new JsonObject { ["validation"] = 0.5, ["test"] = 0.2 };
            }
        );
        Assert.Equal(0, Train(configuration).ExitCode);

        var evaluated = ProgramRun.Of("evaluate", folder, "--no-report", "--guarantee", "pixel error <= 0.45 at delta 0.2", "--draws", "20");

        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Contains("is certified on 20 patients", evaluated.Error);
        Assert.Contains("over 20 draws of 14 of 28 patients", evaluated.Error);
        Assert.True(File.Exists(Path.Combine(folder, "seed-3", "best", "guarantee.json")));
        var served = Coverage(folder, "served");
        Assert.NotEqual(served, Coverage(folder, "own", "--set", "routing:useGuarantee=false"));
        Assert.NotEqual(served, Coverage(folder, "budget", "--budget", "0.5"));

        var none = ProgramRun.Of("evaluate", folder, "--no-report", "--guarantee", "1 - dice <= 0.01 at delta 0.01");
        Assert.Contains("cannot be certified", none.Error);
    }

    [Theory]
    [InlineData(3, "is no guarantee", "evaluate", "RUN", "--guarantee", "dice > 0.8")]
    [InlineData(3, "expected a run whose head is Estimates", "fit-router", "--run", "RUN", "--gate-only")]
    [InlineData(3, "has no network 'seed-9'", "fit-router", "--run", "RUN", "--member", "seed-9")]
    [InlineData(4, "there is no such folder", "fit-router", "--run", "RUN", "--on", "/nowhere")]
    [InlineData(4, "There is no folder", "fit-router", "--run", "/nowhere")]
    [InlineData(2, "--run", "fit-router")]
    [InlineData(3, "answer estimate, which is about estimates, and the head RoutingChannels gives none", "evaluate", "RUN", "--set", "routing:answer=estimate")]
    public void What_is_wrong_is_one_message(int code, string expected, params string[] arguments)
    {
        var folder = At("run");
        Assert.Equal(0, Train(Configuration(folder, json => json["training"]!["epochs"] = 1)).ExitCode);

        var run = ProgramRun.Of([.. arguments.Select(argument => argument == "RUN" ? folder : argument)]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    private static void WithEstimates(JsonObject json)
    {
        json["head"] = new JsonObject
        {
            ["id"] = "Estimates",
            ["options"] = new JsonObject { ["levels"] = 2, ["width"] = 8 },
        };
        json["training"]!["epochs"] = 1;
        json["fitting"] = new JsonObject
        {
            ["steps"] = 40,
            ["pixels"] = 512,
            ["folds"] = 2,
        };
    }

    private static ProgramRun FitRouter(params string[] arguments) => ProgramRun.Of(["fit-router", .. arguments]);

    private double Coverage(string folder, string output, params string[] further)
    {
        var run = ProgramRun.Of(["route", "--run", folder, "--part", "test", "--output", At(output), "--format", "json", .. further]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("cases").EnumerateArray().Average(one => one.GetProperty("coverage").GetDouble());
    }
}
