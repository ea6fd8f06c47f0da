using System.Globalization;
using DeferredSeg.Studies.Strokes;
using Microsoft.Playwright;

namespace DeferredSeg.Server.Tests.Browser;

/// <summary>What is pointed at is what is painted, whatever the screen's scale.</summary>
[Collection(BrowserTests.Name)]
public sealed class CoordinateTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(1.25, 1)]
    [InlineData(2, 1)]
    [InlineData(1.25, 1.1)]
    public async Task APixelThatIsPointedAtIsThePixelThatIsPainted(double scale, double zoom)
    {
        Heavy.Only(scale != 1.25 || zoom == 1);
        await using var served = await Served.Start(fill: study => study.Ask("a", 1));
        await using var browser = await chromium.Open(scale: scale);
        var page = await served.SignIn(browser, "Ada");
        if (zoom != 1)
            await page.EvaluateAsync("zoom => document.documentElement.style.zoom = zoom", zoom);
        await page.Locator("#begin").ClickAsync();
        await page.Locator("#picture[data-view]").WaitForAsync();
        for (var i = 0; i < 5; i++)
            await page.Keyboard.PressAsync("[");
        await page.WaitForTimeoutAsync(100);
        var study = served.Study.Study;
        var id = (await page.EvaluateAsync<string>("location.hash.split('/')[2]"))!;
        var question = study.Questions.Read(study.Questions.List()[0].Id);
        var inside = Enumerable.Range(0, 4096).Where(pixel => question.Region!.Values[pixel] == 1).Where((_, i) => i % 7 == 0).Take(6).ToList();
        var picture = page.Locator("#picture");
        foreach (var (pixel, i) in inside.Select((pixel, i) => (pixel, i)))
        {
            if (i == 3)
            {
                // At another zoom, which is no whole number.
                await page.Keyboard.PressAsync("-");
                await page.WaitForTimeoutAsync(50);
            }
            var (row, column) = Math.DivRem(pixel, 64);
            var view = (await picture.GetAttributeAsync("data-view"))!
                .Split(' ')
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
                .ToArray();
            // Where the image lies on the canvas, in the screen's own pixels; from there to the page's by what the browser says of itself.
            var box = (await picture.BoundingBoxAsync())!;
            var backing = await picture.EvaluateAsync<double[]>("canvas => [canvas.width, canvas.height]");
            var border = 0f;
            await page.Mouse.ClickAsync(
                (float)(box.X + border + (view[1] + (column + 0.5) * view[0]) * box.Width / backing[0]),
                (float)(box.Y + border + (view[2] + (row + 0.5) * view[0]) * box.Height / backing[1])
            );
            await Served.Saved(page);
            var stroke = study.Work.Draft(study.Readers.Named("Ada")!.Id, id)[^1];
            Assert.Equal((StrokeTool.Brush, column, row), (stroke.Tool, stroke.Points[0] >> 4, stroke.Points[1] >> 4));
            // It is seen there too: the canvas has the mask's colour at that place, and at no pixel beside it that was not painted.
            var colour = await picture.EvaluateAsync<int[]>(
                "(canvas, at) => { canvas.blur(); return new Promise(done => setTimeout(() => requestAnimationFrame(() => done([...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data])), 40)); }",
                new[] { (int)(view[1] + (column + 0.5) * view[0]), (int)(view[2] + (row + 0.5) * view[0]) }
            );
            Assert.True(colour[0] > colour[2] + 30, $"pixel {column}, {row} is {string.Join(' ', colour)}");
            await page.Locator("#picture").FocusAsync();
        }
        // The canvas has as many pixels as the screen has there.
        var exact = await picture.EvaluateAsync<double[]>("canvas => [canvas.width, canvas.clientWidth * devicePixelRatio]");
        Assert.InRange(exact[0] - exact[1], -2.0, 2.0);
    }
}
