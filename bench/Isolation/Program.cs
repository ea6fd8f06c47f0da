using System.Globalization;
using DeferredSeg.Bench.Isolation;
using DeferredSeg.Libtorch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
LibtorchProcess.Start();
switch (args)
{
    case ["cost"]:
        Costs.Measure(31);
        return 0;
    case ["deaths"]:
        return Deaths.Show() ? 0 : 1;
    case ["starts", var count] when int.TryParse(count, out var times) && times > 0:
        return Starts.Show(times) ? 0 : 1;
    default:
        Console.Error.WriteLine("Expected cost, deaths, or starts N.");
        return 2;
}
