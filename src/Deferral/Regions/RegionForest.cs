namespace DeferredSeg.Deferral.Regions;

/// <summary>Regions that grow while a map is scanned: disjoint sets, united by size with path halving (Tarjan, 1975).</summary>
internal sealed class RegionForest
{
    private readonly List<int> _parents = [];
    private readonly List<Region> _regions = [];

    /// <summary>The regions that stand for themselves.</summary>
    public IEnumerable<Region> Roots => _regions.Where((_, set) => _parents[set] == set);

    public int Add(Region region)
    {
        _parents.Add(_parents.Count);
        _regions.Add(region);
        return _parents.Count - 1;
    }

    public void Grow(int set, Region by)
    {
        var root = Root(set);
        _regions[root] = _regions[root].With(by);
    }

    public void Unite(int one, int other)
    {
        var (large, small) = (Root(one), Root(other));
        if (large == small)
            return;
        if (_regions[large].Pixels < _regions[small].Pixels)
            (large, small) = (small, large);
        _parents[small] = large;
        _regions[large] = _regions[large].With(_regions[small]);
    }

    private int Root(int set)
    {
        while (_parents[set] != set)
            set = _parents[set] = _parents[_parents[set]];
        return set;
    }
}
