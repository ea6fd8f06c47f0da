using DeferredSeg.OldLibstdcxx;

if (args.Length != 2)
{
    Console.Error.WriteLine(
        "usage: DeferredSeg.OldLibstdcxx LIBRARY COPY\nWrites COPY of TorchSharp's LIBRARY where the system's libstdc++ is too old for it."
    );
    return 2;
}
try
{
    Console.WriteLine(
        TolerantCopy.Make(args[0], args[1], SystemLibstdcxx.Versions())
            ? $"This system's libstdc++ lacks {TolerantCopy.Version}: {args[1]} asks for it, but does without."
            : $"{args[0]} is taken as it is."
    );
    return 0;
}
catch (Exception e) when (e is ElfException or IOException or UnauthorizedAccessException)
{
    // The form in which MSBuild shows an error.
    Console.Error.WriteLine($"{args[0]} : error DS0005: {e.Message}");
    return 1;
}
