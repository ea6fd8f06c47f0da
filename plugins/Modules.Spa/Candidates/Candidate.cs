namespace Modules.Spa.Candidates;

/// <summary>One way to decide about uncertain pixels, shown to the user beside the prediction.</summary>
/// <param name="Group">Its cluster, from 0.</param>
/// <param name="Member">The prediction that stands for the cluster; null where its mean does.</param>
/// <param name="Probabilities">Its probabilities, <c>[D]</c>.</param>
internal sealed record Candidate(int Group, int? Member, double[] Probabilities)
{
    /// <summary>The candidates of a clustering, one of each group that has members.</summary>
    /// <param name="points">The predictions that were clustered.</param>
    /// <param name="groups">The clustering.</param>
    /// <param name="kind">What stands for a group.</param>
    public static IReadOnlyList<Candidate> Of(double[][] points, KMeans groups, CandidateKind kind)
    {
        var candidates = new List<Candidate>();
        for (var k = 0; k < groups.Centroids.Length; k++)
        {
            int[] members = [.. Enumerable.Range(0, points.Length).Where(i => groups.Labels[i] == k)];
            if (members.Length == 0)
                continue;
            if (kind == CandidateKind.Centroid)
            {
                candidates.Add(new(k, null, groups.Centroids[k]));
                continue;
            }
            var nearest = members.MinBy(i => KMeans.Squared(points[i], groups.Centroids[k]));
            candidates.Add(new(k, nearest, points[nearest]));
        }
        return candidates;
    }

    /// <summary>The candidate nearest to a mask, by its probabilities; the first of equals (Algorithm 1).</summary>
    public static Candidate Nearest(IReadOnlyList<Candidate> candidates, double[] mask) =>
        candidates.MinBy(candidate => KMeans.Squared(candidate.Probabilities, mask))!;

    /// <summary>What the candidate adds to the prediction (1) and takes from it (-1).</summary>
    /// <param name="prediction">0 and 1, <c>[D]</c>.</param>
    public sbyte[] Changes(byte[] prediction) => [.. Probabilities.Select((p, i) => (sbyte)((p > 0.5 ? 1 : 0) - prediction[i]))];
}

/// <summary>What stands for a cluster of predictions.</summary>
public enum CandidateKind
{
    /// <summary>The prediction nearest to the cluster's mean: a mask that the network did give.</summary>
    NearestMember,

    /// <summary>The mean itself.</summary>
    Centroid,
}
