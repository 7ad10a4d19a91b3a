using Voting.Rules.Ballots;
using Voting.Rules.Contests;

namespace Voting.Verify.Recount;

/// <summary>No voter has more votes than the rules give, and no submission of a voter counts twice.</summary>
public sealed class VoterQuotas(IReadOnlyList<SealedRules> rules, SealedEntries entries)
{
    /// <returns>How many voters there are.</returns>
    public long Check(VoterBuckets buckets)
    {
        var voters = 0L;
        foreach (var bucket in buckets.Read())
            voters += CheckBucket(bucket);
        return voters;
    }

    private long CheckBucket(byte[] bucket)
    {
        var starts = new List<int>();
        for (var at = 0; at < bucket.Length; at += VoterRecord.SizeAt(bucket.AsSpan(at)))
            starts.Add(at);
        // By voter, and each voter's ballots in the order of the log.
        starts.Sort((a, b) => VoterAt(bucket, a).SequenceCompareTo(VoterAt(bucket, b)) is var order && order != 0 ? order : a.CompareTo(b));

        var voters = 0L;
        for (var first = 0; first < starts.Count;)
        {
            var next = first + 1;
            while (next < starts.Count && VoterAt(bucket, starts[next]).SequenceEqual(VoterAt(bucket, starts[first])))
                next++;
            CheckVoter(bucket, starts, first, next);
            voters++;
            first = next;
        }

        return voters;
    }

    private void CheckVoter(byte[] bucket, List<int> starts, int first, int end)
    {
        var keys = new HashSet<ulong>();
        var given = new Dictionary<int, List<int>>();
        for (var i = first; i < end; i++)
        {
            var ballot = VoterRecord.Unpack(bucket.AsSpan(starts[i]));
            if (!keys.Add(BitConverter.ToUInt64(ballot.Key)))
                throw new RefusedException("key-repeated", $"leaf {ballot.Index} is a submission that voter {Convert.ToHexStringLower(ballot.Voter)} has in the log already");
            if (!given.TryGetValue(ballot.Period, out var before))
                given[ballot.Period] = before = [];
            if (VoterQuota.Check(before, ballot.Entries.ToArray(), PolicyOf(ballot), entries.GroupOf) is not null)
                throw new RefusedException("quota-exceeded", $"leaf {ballot.Index} gives voter {Convert.ToHexStringLower(ballot.Voter)} more votes than the rules allow");
            before.AddRange(ballot.Entries);
        }
    }

    private BallotPolicy PolicyOf(VoterRecord ballot) => rules[ballot.Rules].BallotOf(rules[ballot.Rules].Channels[ballot.Channel]);

    private static ReadOnlySpan<byte> VoterAt(byte[] bucket, int at) => bucket.AsSpan(at, VoterRecord.VoterSize);
}
