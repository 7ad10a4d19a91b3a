using System.Text;
using System.Text.Json;
using Voting.Rules.Log;
using Voting.Rules.Tests.Log;
using Voting.Verify;

namespace Voting.Rules.Tests.Verify;

/// <summary>What the outsider's program says of receipts: proven, or one named reason.</summary>
public sealed class ReceiptCheckTests
{
    private static readonly VerifierKey Key = VerifierKey.TryParse(WorkedVector.P256Key)!;
    private static readonly byte[] Leaf = WorkedVector.Leaves[1];

    [Fact]
    public void A_receipt_beside_its_leaf_is_proven_also_with_a_line_end_behind_the_leaf()
    {
        Assert.True(Check(WorkedVector.Receipt, Leaf).IsProven);
        Assert.True(Check(WorkedVector.Receipt, [.. Leaf, (byte)'\n']).IsProven);
    }

    [Fact]
    public void The_whole_answer_of_a_vote_is_enough()
    {
        var answer = JsonSerializer.Serialize(new { leaf = Encoding.UTF8.GetString(Leaf), receipt = WorkedVector.Receipt });
        var check = Check(answer, null);
        Assert.True(check.IsProven);
        Assert.Contains("index  1 of 5", check.Report);
    }

    [Theory]
    [InlineData("", "not-a-receipt")]
    [InlineData("{}", "not-a-receipt")]
    [InlineData("{\"receipt\":1}", "not-a-receipt")]
    [InlineData("index 1", "not-a-receipt")]
    public void What_is_no_receipt_is_called_so(string file, string reason) => ExpectFailure(reason, Check(file, Leaf));

    [Fact]
    public void Every_other_failure_has_its_name()
    {
        ExpectFailure("leaf-missing", Check(WorkedVector.Receipt, null));
        ExpectFailure("leaf-not-canonical", Check(WorkedVector.Receipt, [.. Leaf, (byte)' ']));
        ExpectFailure("not-included", Check(WorkedVector.Receipt, WorkedVector.Leaves[2]));
        ExpectFailure("not-included", Check(WorkedVector.Receipt.Replace("index 1", "index 2"), Leaf));
        ExpectFailure("index-outside-tree", Check(WorkedVector.Receipt.Replace("index 1", "index 5"), Leaf));
        ExpectFailure("bad-signature", Check(WorkedVector.Receipt.Replace("\n5\n", "\n6\n"), Leaf));
    }

    [Fact]
    public void Cut_off_anywhere_it_is_refused_and_nothing_is_thrown()
    {
        for (var length = 0; length < WorkedVector.Receipt.Length; length++)
            Assert.False(Check(WorkedVector.Receipt[..length], Leaf).IsProven, $"the first {length} characters");
    }

    private static ReceiptCheck Check(string receipt, byte[]? leaf) => ReceiptCheck.Run(Encoding.UTF8.GetBytes(receipt), leaf, Key);

    private static void ExpectFailure(string reason, ReceiptCheck check)
    {
        Assert.False(check.IsProven);
        Assert.StartsWith($"{reason}:", check.Report);
    }
}
