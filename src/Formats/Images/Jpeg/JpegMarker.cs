namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>The second bytes of the markers (ITU-T T.81, Table B.1) that mean something to the decoder.</summary>
internal static class JpegMarker
{
    public const byte Baseline = 0xC0;
    public const byte Extended = 0xC1;
    public const byte Progressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte Start = 0xD8;
    public const byte End = 0xD9;
    public const byte Scan = 0xDA;
    public const byte QuantisationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte FirstApplication = 0xE0;
    public const byte Adobe = 0xEE;
    public const byte LastApplication = 0xEF;
    public const byte Comment = 0xFE;

    /// <summary>Frames of any process: 0xC0 to 0xCF without the three that are tables or reserved.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or ArithmeticConditioning);

    /// <summary>Segments that only describe the image.</summary>
    public static bool IsDescription(byte marker) => marker is >= FirstApplication and <= LastApplication or Comment;

    /// <summary>As the standard calls it.</summary>
    public static string Name(byte marker) =>
        marker switch
        {
            HuffmanTables => "DHT",
            ArithmeticConditioning => "DAC (arithmetic coding)",
            >= FirstRestart and <= LastRestart => $"RST{marker - FirstRestart}",
            Start => "SOI",
            End => "EOI",
            Scan => "SOS",
            QuantisationTables => "DQT",
            NumberOfLines => "DNL",
            RestartInterval => "DRI",
            >= FirstApplication and <= LastApplication => $"APP{marker - FirstApplication}",
            Comment => "COM",
            _ when IsFrame(marker) => $"SOF{marker - Baseline}",
            _ => $"FF{marker:X2}",
        };
}
