using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DeferredSeg.Studies;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Api;

/// <summary>What the server did since it started, and how far the study is, as Prometheus reads it. Numbers alone: no names of people or images.</summary>
internal sealed class ServerCounters(Study study)
{
    private readonly ConcurrentDictionary<(string Method, int Status), long> _requests = new();
    private long _strokes;

    public async Task Count(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        _requests.AddOrUpdate((method is "GET" or "POST" or "DELETE" or "HEAD" ? method : "other", context.Response.StatusCode), 1, (_, before) => before + 1);
    }

    public void Strokes(int count) => Interlocked.Add(ref _strokes, count);

    public Task Write(HttpContext context)
    {
        var text = new StringBuilder();
        Head("deferredseg_http_requests_total", "counter", "Requests by method and status.");
        foreach (var ((method, status), count) in _requests.OrderBy(one => one.Key.Method, StringComparer.Ordinal).ThenBy(one => one.Key.Status))
            Line($"deferredseg_http_requests_total{{method=\"{method}\",status=\"{status}\"}}", count);
        Head("deferredseg_strokes_acknowledged_total", "counter", "Strokes that were written to the disk.");
        Line("deferredseg_strokes_acknowledged_total", Interlocked.Read(ref _strokes));
        Head("deferredseg_questions", "gauge", "Questions of the study by state.");
        foreach (var group in study.Questions.List().GroupBy(question => question.Status).OrderBy(group => group.Key))
            Line($"deferredseg_questions{{state=\"{group.Key.ToString().ToLowerInvariant()}\"}}", group.Count());
        Head("deferredseg_regions_held", "gauge", "Regions that somebody has now.");
        Line("deferredseg_regions_held", study.Answers.Progress().Sum(one => one.Held));
        Head("process_resident_memory_bytes", "gauge", "Memory of the process.");
        Line("process_resident_memory_bytes", Environment.WorkingSet);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);

        void Head(string name, string kind, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {kind}\n");
        void Line(string name, long value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
