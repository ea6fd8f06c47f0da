using System.Runtime.InteropServices;

namespace Faults.Hostile;

/// <summary>A backbone, a head and an expert that do, for some cases, what a process does not survive; for all others they are sound.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration)
    {
        registration.AddBackbone<BackboneFactory>();
        registration.AddHead<HeadFactory>();
        registration.AddExpertSource<ExpertFactory>();
    }
}

public sealed class BackboneFactory : IBackboneFactory
{
    public string Id => "Hostile";

    public ISegmentorBackbone Create(BackboneContext context) =>
        new Backbone(
            context.Options["fault"] ?? "exception",
            double.Parse(context.Options["above"] ?? "100", System.Globalization.CultureInfo.InvariantCulture)
        );
}

public sealed class HeadFactory : IHeadFactory
{
    public string Id => "Hostile";

    public IDeferralHead Create(HeadContext context) => new Head(context, context.Options["fault"] ?? "exception");
}

public sealed class ExpertFactory : IExpertSourceFactory
{
    public string Id => "hostile";

    public IExpertSource Create(ExpertContext context) => new Expert(context.Name, context.Options["fault"] ?? "exception");
}

/// <summary>Its images are bad where they hold a value above some number.</summary>
public sealed class Backbone(string fault, double above) : TinyBackbone(new(4, 0.1, true, 0))
{
    public override BackboneDescription Describe() => base.Describe() with { Id = "Hostile" };

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var isBad = images.max().ToSingle() > above;
        if (isBad)
            Deed.Do(fault);
        var embedding = base.Encode(images, request, cancellation);
        return (isBad, fault) switch
        {
            (true, "nan") => new([("fine", embedding["fine"].mul(float.NaN)), ("coarse", embedding["coarse"])]),
            (true, "shape") => new([("fine", embedding["fine"][.., .., .., 1..].clone()), ("coarse", embedding["coarse"][1..].clone())]),
            (true, "type") => null!,
            _ => embedding,
        };
    }
}

/// <summary>Its logits are bad where they hold a value above 100.</summary>
public sealed class Head(HeadContext context, string fault) : TinyHead(context)
{
    public override HeadDescription Describe() => base.Describe() with { Id = "Hostile" };

    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        var isBad = segmentation.Logits.max().ToSingle() > 100;
        if (isBad)
            Deed.Do(fault);
        var output = base.Route(segmentation, cancellation);
        return (isBad, fault) switch
        {
            (true, "nan") => new(output.RoutingLogits.mul(float.NaN), output.PredictorLogit),
            (true, "shape") => new(output.RoutingLogits[.., .., 1..].clone(), output.PredictorLogit),
            (true, "type") => new(output.RoutingLogits.to(float64), output.PredictorLogit),
            _ => output,
        };
    }
}

/// <summary>Its cases are bad where their name says so.</summary>
public sealed class Expert(string name, string fault) : TinyExpert(name, 0.2)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var isBad = request.Case.Id.Contains("bad", StringComparison.Ordinal);
        if (isBad)
            Deed.Do(fault);
        var reply = base.Answer(request, cancellation);
        return (isBad, fault) switch
        {
            (true, "nan") => ExpertReply.Answered(reply.Answer! with { Seconds = double.NaN }),
            (true, "shape") => ExpertReply.Answered(new(MaskPlanes.Full(2, 2))),
            (true, "type") => null!,
            _ => reply,
        };
    }
}

public static class Deed
{
    private static readonly List<byte[]> _kept = [];

    public static void Do(string fault)
    {
        switch (fault)
        {
            case "exception":
                throw new InvalidOperationException("This plugin throws here on purpose.");
            case "loop":
                for (var turns = 0L; ; turns++)
                    GC.KeepAlive(turns);
            case "stack":
                Deeper(0);
                break;
            case "segv":
                _ = memset(0x5000, 1, 64);
                break;
            case "abort":
                abort();
                break;
            case "exit":
                Environment.Exit(7);
                break;
            case "memory":
                while (true)
                {
                    var more = new byte[32 << 20];
                    Array.Fill(more, (byte)1);
                    _kept.Add(more);
                }
            case "background":
                new Thread(() => throw new InvalidOperationException("This thread throws on purpose.")).Start();
                Thread.Sleep(Timeout.Infinite);
                break;
            case "native loop":
                _ = pause();
                break;
        }
    }

    private static int Deeper(int depth) => Deeper(depth + 1) + 1;

    [DllImport("libc")]
    private static extern nint memset(nint address, int value, nuint count);

    [DllImport("libc")]
    private static extern void abort();

    [DllImport("libc")]
    private static extern int pause();
}
