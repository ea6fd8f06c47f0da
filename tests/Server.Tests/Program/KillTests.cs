using System.Net;
using System.Text.Json;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Strokes;

namespace DeferredSeg.Server.Tests.Program;

/// <summary>What the server acknowledged is there, whenever its process is killed.</summary>
public sealed class KillTests
{
    [SkippableTheory]
    [InlineData(2, 2, 1)]
    [InlineData(8, 60, 5)]
    public async Task ReadersLoseNothingWhileTheServerIsKilled(int readers, int seconds, int kills)
    {
        Skip.If(ServedProgram.File is null || !OperatingSystem.IsLinux(), "the program was not built, or this is no Linux");
        Heavy.Only(seconds > 10);
        using var study = new ServedStudy();
        for (var image = 0; image < Math.Max(12, readers * seconds / 4); image++)
            study.Ask($"image {image}", 8);
        var people = Enumerable.Range(0, readers).Select(i => study.Study.Readers.Add($"Reader {i}", password: ServedStudy.Password)).ToList();
        using var program = new ServedProgram(study.Study.Folder);
        await program.Ready();
        using var end = new CancellationTokenSource();
        var working = people.Select((person, i) => new ScriptedReader(program.Address, person, i).Work(end.Token)).ToList();
        var random = new Random(readers);
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.Next(seconds * 500 / kills, seconds * 1000 / kills));
            program.KillAndStart();
            await program.Ready();
        }
        await Task.Delay(1000);
        await end.CancelAsync();
        var logs = await Task.WhenAll(working);
        Assert.True(logs.Sum(log => log.Failures) > 0, "no request met a server that was gone");
        Assert.True(logs.Sum(log => log.Sealed.Count) >= readers, $"{logs.Sum(log => log.Sealed.Count)} answers");
        foreach (var (person, log) in people.Zip(logs))
        {
            foreach (var (region, strokes) in log.Acknowledged)
                Assert.Equal(strokes.Select(stroke => stroke.Json()), study.Study.Work.Draft(person.Id, region).Select(stroke => stroke.Json()));
            foreach (var region in log.Sealed)
            {
                var answer = study.Study.Answers.Find(region)!;
                var question = study.Study.Questions.Read(answer.QuestionId);
                Assert.Equal(person.Id, answer.ReaderId);
                Assert.Equal(question.Canvas(false).Draw(log.Acknowledged[region]).Values, study.Study.Answers.Mask(region)!.Values);
            }
        }
        Assert.Equal(logs.Sum(log => log.Sealed.Count), study.Study.Answers.List().Count);
    }

    /// <summary>What a browser was told is saved.</summary>
    private sealed record ReaderLog(Dictionary<string, List<Stroke>> Acknowledged, List<string> Sealed, int Failures);

    /// <summary>Speaks to the server as the page does: each write under a name of its own, again and again until it is acknowledged.</summary>
    private sealed class ScriptedReader(Uri address, Reader person, int seed)
    {
        private readonly Random _random = new(seed);
        private int _failures;

        public async Task<ReaderLog> Work(CancellationToken end)
        {
            using var handler = new SocketsHttpHandler { UseCookies = false };
            var browser = new ApiClient(handler, address);
            await Again(() => browser.SignIn(person.Name!, ServedStudy.Password));
            var (acknowledged, finished) = (new Dictionary<string, List<Stroke>>(StringComparer.Ordinal), new List<string>());
            while (!end.IsCancellationRequested)
            {
                var claimed = await Again(() => browser.Post("work/next", new { }));
                if (claimed.Status == HttpStatusCode.NoContent)
                    break;
                var (id, fence, version) = (
                    claimed.Json.GetProperty("id").GetString()!,
                    claimed.Json.GetProperty("fence").GetInt64(),
                    claimed.Json.GetProperty("version").GetInt64()
                );
                var log = acknowledged[id] = [];
                for (var count = _random.Next(2, 6); count > 0; count--)
                {
                    var stroke =
                        count % 4 == 1 && log.Count > 0
                            ? new Stroke(StrokeTool.Undo)
                            : new Stroke(StrokeTool.Brush)
                            {
                                Radius = _random.Next(8, 90),
                                Points = [_random.Next(1024), _random.Next(1024), _random.Next(1024), _random.Next(1024)],
                            };
                    var write = new
                    {
                        fence,
                        version,
                        writeId = Guid.NewGuid().ToString(),
                        strokes = new[] { new { stroke = JsonDocument.Parse(stroke.Json()).RootElement } },
                    };
                    var answer = await Again(() => browser.Post($"regions/{id}/strokes", write));
                    Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
                    version = answer.Json.GetProperty("version").GetInt64();
                    log.Add(stroke);
                    Assert.Equal(log.Count, version);
                }
                Assert.Equal(HttpStatusCode.OK, (await Again(() => browser.Post($"regions/{id}/seal", new { fence, version }))).Status);
                finished.Add(id);
            }
            return new(acknowledged, finished, _failures);
        }

        private async Task<ApiAnswer> Again(Func<Task<ApiAnswer>> request)
        {
            while (true)
            {
                try
                {
                    var answer = await request();
                    if ((int)answer.Status < 500)
                        return answer;
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    Interlocked.Increment(ref _failures);
                }
                await Task.Delay(50);
            }
        }
    }
}
