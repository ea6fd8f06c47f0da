namespace Backbones.Sam2;

/// <summary>The published image encoders (Ravi et al. 2024, after Ryali et al. 2023).</summary>
public enum HieraSize
{
    /// <summary>Width 96, 12 blocks, 38,945,986 numbers in the whole published network of version 2.0.</summary>
    Tiny,

    /// <summary>Width 96, 16 blocks, 46,043,842 numbers.</summary>
    Small,

    /// <summary>Width 112, 24 blocks, 80,833,666 numbers.</summary>
    BasePlus,

    /// <summary>Width 144, 48 blocks, 224,430,130 numbers.</summary>
    Large,
}

/// <summary>The image encoder's numbers, after the options have replaced those of its size.</summary>
/// <param name="Width">Channels of the first stage.</param>
/// <param name="Heads">Attention heads of the first stage.</param>
/// <param name="Stages">Blocks of each stage.</param>
/// <param name="GlobalBlocks">The blocks, counted from 0, that attend to the whole image.</param>
/// <param name="Grid">Rows and columns of the coarse position table.</param>
/// <param name="Windows">The window of each stage.</param>
internal sealed record HieraShape(
    int Width,
    int Heads,
    IReadOnlyList<int> Stages,
    IReadOnlyList<int> GlobalBlocks,
    IReadOnlyList<int> Grid,
    IReadOnlyList<int> Windows
)
{
    public const int StageCount = 4;

    /// <summary>Pixels of a token of the first stage along each axis.</summary>
    public const int Patch = 4;

    /// <summary>All blocks in order.</summary>
    public IReadOnlyList<HieraBlockShape> Blocks
    {
        get
        {
            var blocks = new List<HieraBlockShape>();
            for (var stage = 0; stage < StageCount; stage++)
            {
                for (var i = 0; i < Stages[stage]; i++)
                {
                    var opens = stage > 0 && i == 0;
                    var width = Width << stage;
                    // A stage's first block still has the window of the stage before.
                    var window = GlobalBlocks.Contains(blocks.Count) ? 0 : Windows[opens ? stage - 1 : stage];
                    blocks.Add(new(opens ? width / 2 : width, width, Heads << stage, window, opens, Patch << stage, i == Stages[stage] - 1));
                }
            }
            return blocks;
        }
    }

    /// <summary>What both sides of an image are multiples of: so that every stage halves, and whole fine position tables fill the tokens.</summary>
    public int SizeMultiple
    {
        get
        {
            var (halved, tables) = (Patch << (StageCount - 1), Patch * Windows[0]);
            return halved / (int)System.Numerics.BigInteger.GreatestCommonDivisor(halved, tables) * tables;
        }
    }

    public static HieraShape Of(Sam2Options options)
    {
        HieraShape size = options.Encoder switch
        {
            HieraSize.Tiny => new(96, 1, [1, 2, 7, 2], [5, 7, 9], [7, 7], [8, 4, 14, 7]),
            HieraSize.Small => new(96, 1, [1, 2, 11, 2], [7, 10, 13], [7, 7], [8, 4, 14, 7]),
            HieraSize.BasePlus => new(112, 2, [2, 3, 16, 3], [12, 16, 20], [14, 14], [8, 4, 14, 7]),
            _ => new(144, 2, [2, 6, 36, 4], [23, 33, 43], [7, 7], [8, 4, 16, 8]),
        };
        return new(
            options.Width ?? size.Width,
            options.Heads ?? size.Heads,
            options.Stages ?? size.Stages,
            options.GlobalBlocks ?? size.GlobalBlocks,
            options.PositionGrid ?? size.Grid,
            options.Windows ?? size.Windows
        );
    }
}

/// <summary>One block's numbers.</summary>
/// <param name="Inputs">Channels that it takes.</param>
/// <param name="Width">Channels that it gives.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Window">The window of its input in tokens; 0 attends to the whole image.</param>
/// <param name="Pools">Whether it halves rows and columns.</param>
/// <param name="Stride">Pixels of one of its results along each axis.</param>
/// <param name="EndsStage">Whether its result is the stage's.</param>
internal sealed record HieraBlockShape(int Inputs, int Width, int Heads, int Window, bool Pools, int Stride, bool EndsStage);
