namespace Compat.TorchSharp.Tests.Autograd;

/// <summary>The modes that switch recording on and off.</summary>
public sealed class ModeTests : TensorTest
{
    [Fact]
    public void Modes_nest_and_put_back_what_was()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(1).requires_grad_();
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            using (enable_grad(false)) Assert.False((x * 2).requires_grad);
            using (set_grad_enabled(true)) Assert.True(is_grad_enabled());
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        using (inference_mode())
        {
            Assert.Equal((true, false), (is_inference_mode_enabled(), (x * 2).requires_grad));
            using (inference_mode(false)) Assert.Equal((false, true), (is_inference_mode_enabled(), (x * 2).requires_grad));
        }
        Assert.Equal((true, false), (is_grad_enabled(), is_inference_mode_enabled()));
    }

    [Fact]
    public void A_mode_is_its_thread_s_own()
    {
        using var frozen = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.Equal((false, true), (is_grad_enabled(), elsewhere));
    }
}
