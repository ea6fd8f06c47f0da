using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.Skips;

/// <summary>
/// The difference of two attentions for each head, normalised. Source: Ye et al., "Differential Transformer", 2024: w = A₁ − λ A₂ with
/// λ = exp(λq1·λk1) − exp(λq2·λk2) + λ₀ and λ₀ = .8 − .6 exp(−.3 depth); each head's result is divided by its root mean square and multiplied by 1 − λ₀.
/// </summary>
internal sealed class DifferentialAttention : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    private readonly int _heads;
    private readonly double _start;
    private readonly Parameter[] _lambda;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _q;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _k;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _v;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _out;

    /// <param name="width">Numbers of a row; twice the heads divide them.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="depth">The depth that gives λ₀.</param>
    public DifferentialAttention(int width, int heads, int depth)
        : base(nameof(DifferentialAttention))
    {
        _heads = heads;
        _start = 0.8 - 0.6 * Math.Exp(-0.3 * depth);
        string[] names = ["lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2"];
        _lambda = [.. names.Select(_ => Parameter(randn(width / heads / 2).mul_(0.1)))];
        _q = Linear(width, width, hasBias: false);
        _k = Linear(width, width, hasBias: false);
        _v = Linear(width, width, hasBias: false);
        _out = Linear(width, width, hasBias: false);
        foreach (var (name, parameter) in names.Zip(_lambda))
            register_parameter(name, parameter);
        RegisterComponents();
    }

    /// <param name="rows"><c>[B, N, width]</c>.</param>
    public override Tensor forward(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var (batch, count, width) = (rows.shape[0], rows.shape[1], rows.shape[2]);
        var each = width / _heads;
        Tensor[] Pair(Tensor all) => all.view(batch, count, _heads, 2, each / 2).permute(3, 0, 2, 1, 4).reshape(2, batch * _heads, count, each / 2).unbind(0);

        var queries = Pair(_q.Apply(rows).mul(1 / Math.Sqrt(each / 2)));
        var values = _v.Apply(rows).view(batch, count, _heads, each).transpose(1, 2).reshape(batch * _heads, count, each);
        var difference = RowAttention.Difference(queries, Pair(_k.Apply(rows)), values, Lambda());
        var scale = difference.square().mean([-1], keepdim: true).add(Epsilon).rsqrt().mul(1 - _start);
        var heads = difference.mul(scale).view(batch, _heads, count, each).transpose(1, 2).reshape(batch, count, width);
        return _out.Apply(heads).MoveToOuterDisposeScope();
    }

    private Tensor Lambda() => _lambda[0].mul(_lambda[1]).sum().exp().sub(_lambda[2].mul(_lambda[3]).sum().exp()).add(_start);
}
