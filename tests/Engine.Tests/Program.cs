using System.Globalization;

namespace DeferredSeg.Engine.Tests;

/// <summary>Trains in a folder, going on from what is there, and says each step: a process to be killed.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        DeferredSeg.Libtorch.LibtorchProcess.Start(threads: 1);
        var folder = arguments[0];
        using var run = new TinyRun(
            TinyRun.Brief,
            folder,
            resume: Directory.Exists(folder) && Directory.EnumerateFiles(folder, "checkpoint-*.safetensors").Any()
        );
        run.Run(new SilentObserver { OnStep = step => Console.Out.WriteLine(step.Step.ToString(CultureInfo.InvariantCulture)) });
        Console.Out.WriteLine(
            "weights " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(run.Weights())))
        );
        return 0;
    }
}
