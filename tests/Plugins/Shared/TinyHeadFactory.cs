namespace Tiny;

/// <summary>Makes a head that has no options.</summary>
public class TinyHeadFactory<THead> : IHeadFactory
    where THead : TinyHead
{
    public virtual string Id => TinyHead.Id;

    public virtual IDeferralHead Create(HeadContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        var head = (THead)Activator.CreateInstance(typeof(THead), context)!;
        head.Module.to(context.Device);
        return head;
    }
}
