using Voting.LoadTests;
using Voting.Rules.Contests;
using Voting.Rules.Log;

namespace Voting.Server.Tests.LoadTests;

/// <summary>The load tests' own count finds what must not be in a log.</summary>
public sealed class RecountTests
{
    private const long Noon = 1_700_000_000_000;
    private const long Day = 86_400_000;
    private static readonly BallotPolicy Policy = new(BallotPolicy.Day, 3, 1, 1, 2);

    private readonly Recount _recount = new(Policy, TimeZoneInfo.Utc);

    [Fact]
    public void A_log_within_the_rules_has_nothing_to_object_to()
    {
        Cast("a", "1", 1, [1, 2]);
        Cast("a", "2", 2, [3]);
        Cast("a", "3", 4, [1, 2], at: Noon + Day);
        Cast("b", "1", 3, [1]);
        Assert.Empty(_recount.Violations);
        Assert.Empty(_recount.Gaps());
        Assert.Equal((4, 4), (_recount.Ballots, _recount.Size));
        Assert.Equal(3, _recount.Votes[1]);
    }

    [Fact]
    public void The_root_is_the_tree_of_the_leaves()
    {
        Cast("a", "1", 1, [1]);
        Cast("b", "1", 2, [2]);
        Assert.Equal(MerkleTree.LeafHash(_recount.LeafAt(0)), _recount.RootAt(1));
        Assert.Equal(
            MerkleTree.NodeHash(MerkleTree.LeafHash(_recount.LeafAt(0)), MerkleTree.LeafHash(_recount.LeafAt(1))), _recount.RootAt(2));
    }

    [Fact]
    public void The_same_voter_and_key_twice_is_found()
    {
        Cast("a", "1", 1, [1]);
        Cast("a", "1", 2, [2]);
        Assert.Contains("leaves 0 and 1 are the same voter and key", _recount.Violations);
    }

    [Fact]
    public void A_quota_that_was_exceeded_is_found()
    {
        Cast("a", "1", 1, [1, 2]);
        Cast("a", "2", 2, [3, 4]);
        Assert.Contains("has 4 votes in period", Assert.Single(_recount.Violations));
    }

    [Fact]
    public void An_entry_voted_for_too_often_is_found()
    {
        Cast("a", "1", 1, [1]);
        Cast("a", "2", 2, [1]);
        Assert.Contains("voted 2 times for entry 1", Assert.Single(_recount.Violations));
    }

    [Fact]
    public void A_missing_number_is_a_gap_until_a_later_rebuild_of_the_shard()
    {
        Cast("a", "1", 1, [1]);
        Cast("b", "1", 3, [1]);
        Assert.Contains("1 numbers up to 3 are missing", Assert.Single(_recount.Gaps()));
        _recount.Append(Leaf.Rebuild("c", Noon, 1, 2));
        Assert.Single(_recount.Gaps());
        _recount.Append(Leaf.Rebuild("c", Noon, 0, 2));
        Assert.Empty(_recount.Gaps());
        Assert.Empty(_recount.Violations);
    }

    [Fact]
    public void A_number_given_twice_and_a_ballot_of_an_ended_epoch_are_found()
    {
        Cast("a", "1", 1, [1]);
        Cast("b", "1", 1, [1]);
        Assert.Contains("number 0/1/1 is there again", Assert.Single(_recount.Violations));
        _recount.Append(Leaf.Rebuild("c", Noon, 0, 2));
        Cast("c", "1", 2, [1]);
        Assert.Contains(_recount.Violations, violation => violation.Contains("0/1/2 comes after the rebuild into epoch 2"));
    }

    [Fact]
    public void What_is_no_leaf_is_found()
    {
        _recount.Append("{}"u8.ToArray());
        _recount.Append("no leaf"u8.ToArray());
        Assert.Equal(2, _recount.Violations.Count());
    }

    private void Cast(string voter, string key, long number, int[] entries, long at = Noon) => _recount.Append(Leaf.Ballot(
        "c", at, "device", key.PadLeft(16, '0'), new BallotSequence(0, 1, number), voter.PadLeft(32, '0'), entries));
}
