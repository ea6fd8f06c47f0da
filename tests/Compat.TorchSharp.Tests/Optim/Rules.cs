namespace Compat.TorchSharp.Tests.Optim;

/// <summary>An update rule for one number.</summary>
internal abstract class Rule
{
    public abstract double Step(double parameter, double gradient);
}

/// <summary>Stochastic gradient descent as PyTorch documents it.</summary>
internal sealed class Sgd(double rate, double momentum = 0, double dampening = 0, double decay = 0, bool nesterov = false, bool maximize = false) : Rule
{
    private double? _velocity;

    public override double Step(double parameter, double gradient)
    {
        var g = (maximize ? -gradient : gradient) + decay * parameter;
        if (momentum != 0)
        {
            _velocity = _velocity is { } v ? momentum * v + (1 - dampening) * g : g;
            g = nesterov ? g + momentum * _velocity.Value : _velocity.Value;
        }
        return parameter - rate * g;
    }
}

/// <summary>Adam and, with decoupled decay, AdamW as PyTorch documents them.</summary>
internal sealed class AdamRule(double rate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double decay = 0, bool amsgrad = false, bool maximize = false, bool decoupled = false) : Rule
{
    private int _step;
    private double _mean;
    private double _square;
    private double _largest;

    public override double Step(double parameter, double gradient)
    {
        _step++;
        var g = maximize ? -gradient : gradient;
        if (decoupled) parameter -= rate * decay * parameter;
        else g += decay * parameter;
        _mean = beta1 * _mean + (1 - beta1) * g;
        _square = beta2 * _square + (1 - beta2) * g * g;
        _largest = Math.Max(_largest, _square);
        var second = (amsgrad ? _largest : _square) / (1 - Math.Pow(beta2, _step));
        return parameter - rate * (_mean / (1 - Math.Pow(beta1, _step))) / (Math.Sqrt(second) + eps);
    }
}
