using DeferredSeg.Archive.Coordination;

namespace DeferredSeg.Archive.Tests;

public sealed class StatusPageTests
{
    private static readonly ArchiveStatus _status = new(
        "/output/<b>",
        "process 7 on here",
        20,
        5,
        10,
        1,
        2,
        new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        [new("worker-1", 10, 2, 300, "/output is full; worker-1 waits until there is room.")],
        ["The worker other would give other results."]
    );

    [Fact]
    public async Task It_shows_how_an_archive_stands_and_runs_nothing_of_what_it_shows()
    {
        await using var page = await StatusPage.Serve(new("http://127.0.0.1:0"), () => _status, default);
        using var client = new HttpClient();

        using var answer = await client.GetAsync(page.Address);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Contains("16 of 20 settled, 1 of them failed, 2 at work", html, StringComparison.Ordinal);
        Assert.Contains("/output/&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("<td>worker-1</td><td>10</td><td>2</td><td>300 MiB</td>", html, StringComparison.Ordinal);
        Assert.Contains("worker-1 waits until there is room.", html, StringComparison.Ordinal);
        Assert.Contains("The worker other would give other results.", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("\"total\":20", await client.GetStringAsync(new Uri(page.Address, "/status.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Before_anything_is_written_it_says_so() => Assert.Contains("Nothing has been written yet.", StatusPage.Html(null), StringComparison.Ordinal);
}
