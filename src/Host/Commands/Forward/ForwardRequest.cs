using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Forward;

/// <summary>What a forward run is asked for.</summary>
internal sealed record ForwardRequest
{
    /// <summary>The backbone's name.</summary>
    public required string Backbone { get; init; }

    /// <summary>The backbone's own options.</summary>
    public required IConfiguration Options { get; init; }

    /// <summary>Weight files, or one procedural variant; none for fresh weights.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>The .safetensors file to read.</summary>
    public required string Input { get; init; }

    /// <summary>The .safetensors file to write.</summary>
    public required string Output { get; init; }

    /// <summary>The seed of fresh weights, and in training mode of what is drawn.</summary>
    public int Seed { get; init; }

    /// <summary>The experts J that native routing channels are added for; null for none.</summary>
    public int? Experts { get; init; }

    /// <summary>Whether the network is in training mode; buffers are written then.</summary>
    public bool Trains { get; init; }

    /// <summary>Whether loss and gradients are computed.</summary>
    public bool Gradients { get; init; }

    /// <summary>Whether all hypotheses are wanted.</summary>
    public bool Hypotheses { get; init; }

    /// <summary>Whether the decoder goes step by step, and what lies between the steps is written.</summary>
    public bool Steps { get; init; }

    /// <summary>Inner maps to write besides.</summary>
    public IReadOnlyList<string> Maps { get; init; } = [];

    /// <summary>Whether the embedding is left out of the output.</summary>
    public bool WithoutEmbedding { get; init; }

    /// <summary>Whether the decoder's features are left out of the output.</summary>
    public bool WithoutFeatures { get; init; }
}
