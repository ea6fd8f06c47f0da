using TorchSharp.Modules;

namespace Compat.TorchSharp.Tests.Memory;

public sealed class DisposeScopeTests : TensorTest
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inner;
        using (NewDisposeScope()) inner = ones(2).add(1);

        Assert.True(inner.IsInvalid);
    }

    [Fact]
    public void What_moves_out_lives_on_in_the_outer_scope()
    {
        using var outer = NewDisposeScope();
        Tensor moved;
        using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();

        Assert.False(moved.IsInvalid);
        Assert.True(outer.Contains(moved));
    }

    [Fact]
    public void What_moves_out_of_the_outermost_scope_is_the_callers()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();

        Assert.Equal(2, moved.numel());
        moved.Dispose();
    }

    [Fact]
    public void What_is_detached_is_the_callers()
    {
        Tensor detached;
        using (var scope = NewDisposeScope())
        {
            detached = ones(2).DetachFromDisposeScope();
            Assert.False(scope.Contains(detached));
        }

        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_scope_adopts_what_is_attached()
    {
        var tensor = ones(2);
        using (var scope = NewDisposeScope()) scope.Attach(tensor);

        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void Disposing_everything_but_keeps_what_is_named()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (ones(1), ones(1));

        scope.DisposeEverythingBut(kept);

        Assert.False(kept.IsInvalid);
        Assert.True(gone.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Scopes_may_end_out_of_turn()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var ofInner = ones(1);
        outer.Dispose();

        Assert.Same(inner, CurrentDisposeScope);
        Assert.False(ofInner.IsInvalid);
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(1));
        thread.Start();
        thread.Join();

        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void Statistics_count_what_the_thread_made_and_disposed()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope()) _ = ones(1).add(1);
        ones(1).Dispose();

        var statistics = DisposeScopeManager.Statistics;
        Assert.Equal(2, statistics.CreatedInScopeCount);
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(1, statistics.DisposedOutsideScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var tensor = ones(1);
        tensor.Dispose();
        tensor.Dispose();

        Assert.Throws<InvalidOperationException>(() => tensor.add(1));
    }

    [Fact]
    public void A_module_keeps_its_parameters_out_of_the_scope_it_was_made_in()
    {
        Linear linear;
        using (NewDisposeScope()) linear = nn.Linear(2, 2);

        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
    }
}
