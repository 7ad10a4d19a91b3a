using System.Text;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>The exact text of every leaf type. A changed byte here is a changed log format.</summary>
public class LeafTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string C = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
    private const string Voter = "261053e6fb91182efa21c6b4804291f1";

    [Fact]
    public void Open_leaf() => IsText(
        $$"""{"c":"demo2026","closes":1894320000000,"entries":"{{B}}","kc":"{{C}}","opens":1893456000000,"rules":"{{A}}","t":1893455000000,"type":"open","v":1}""",
        Leaf.Open("demo2026", 1893455000000, A, B, C, 1893456000000, 1894320000000));

    [Fact]
    public void Ballot_leaf() => IsText(
        """{"c":"demo2026","ch":"wechat","k":"0000000000000001","s":[0,1,42],"t":1893456000001,"type":"ballot","v":1,"vt":"261053e6fb91182efa21c6b4804291f1","w":[3,7,101]}""",
        Leaf.Ballot("demo2026", 1893456000001, "wechat", "0000000000000001", new BallotSequence(0, 1, 42), Voter, [101, 3, 7]));

    [Fact]
    public void Phase_leaf() => IsText(
        $$"""{"by":"{{Voter}}","c":"demo2026","e":"{{A}}","from":"exhibiting","t":1893456000002,"to":"voting","type":"phase","v":1}""",
        Leaf.Phase("demo2026", 1893456000002, "exhibiting", "voting", Voter, A));

    [Fact]
    public void Close_leaf() => IsText(
        """{"c":"demo2026","n":1234567,"t":1894320000000,"type":"close","v":1}""",
        Leaf.Close("demo2026", 1894320000000, 1234567));

    [Fact]
    public void Sheet_leaf() => IsText(
        $$"""{"c":"demo2026","h":"{{A}}","t":1893456000003,"type":"sheet","v":1,"x":"{{Voter}}"}""",
        Leaf.Sheet("demo2026", 1893456000003, Voter, A));

    [Fact]
    public void Reveal_leaf() => IsText(
        $$"""{"c":"demo2026","m":[28500,0,9125],"n":7,"t":1893456000004,"type":"reveal","v":1,"x":"{{Voter}}"}""",
        Leaf.Reveal("demo2026", 1893456000004, Voter, 7, [28500, 0, 9125]));

    [Fact]
    public void Reveal_leaf_with_the_salt() => IsText(
        $$"""{"c":"demo2026","m":[28500],"n":7,"salt":"{{C}}","t":1893456000004,"type":"reveal","v":1,"x":"{{Voter}}"}""",
        Leaf.Reveal("demo2026", 1893456000004, Voter, 7, [28500], C));

    [Fact]
    public void Rebuild_leaf() => IsText(
        """{"c":"demo2026","s":[2,3],"t":1893456000005,"type":"rebuild","v":1}""",
        Leaf.Rebuild("demo2026", 1893456000005, 2, 3));

    [Fact]
    public void Hold_void_and_restore_leaves()
    {
        const string Other = "00000000000000000000000000000002";
        string Text(string type) =>
            $$"""{"a":["{{Voter}}","{{Other}}"],"c":"demo2026","e":"{{A}}","i":17,"r":"subnet-burst","t":1893456000006,"type":"{{type}}","v":1}""";
        IsText(Text("hold"), Leaf.Hold("demo2026", 1893456000006, 17, "subnet-burst", A, [Voter, Other]));
        IsText(Text("void"), Leaf.Void("demo2026", 1893456000006, 17, "subnet-burst", A, [Voter, Other]));
        IsText(Text("restore"), Leaf.Restore("demo2026", 1893456000006, 17, "subnet-burst", A, [Voter, Other]));
        Assert.Throws<ArgumentException>(() => Leaf.Void("demo2026", 1, -1, "manual", A, [Voter]));
    }

    [Fact]
    public void Recusal_leaf() => IsText(
        $$"""{"c":"demo2026","e":"{{A}}","n":7,"t":1893456000007,"type":"recusal","v":1,"x":"{{Voter}}"}""",
        Leaf.Recusal("demo2026", 1893456000007, Voter, 7, A));

    [Fact]
    public void Amend_leaf() => IsText(
        $$"""{"by":"{{Voter}}","c":"demo2026","e":"{{C}}","old":"{{A}}","rules":"{{B}}","t":1893456000008,"type":"amend","v":1}""",
        Leaf.Amend("demo2026", 1893456000008, A, B, Voter, C));

    [Fact]
    public void Withdraw_leaf() => IsText(
        $$"""{"c":"demo2026","e":"{{A}}","n":7,"t":1893456000009,"type":"withdraw","v":1}""",
        Leaf.Withdraw("demo2026", 1893456000009, 7, A));

    [Fact]
    public void Seal_leaf() => IsText(
        $$"""{"c":"demo2026","result":"{{A}}","t":1894320000001,"type":"seal","v":1}""",
        Leaf.Seal("demo2026", 1894320000001, A));

    [Fact]
    public void Seal_leaf_of_the_destroyed_key() => IsText(
        """{"c":"demo2026","keydestroyed":1,"t":1894320000002,"type":"seal","v":1}""",
        Leaf.KeyDestroyed("demo2026", 1894320000002));

    [Theory]
    [InlineData("")]
    [InlineData("000000000000001")]
    [InlineData("00000000000000001")]
    [InlineData("000000000000000G")]
    [InlineData("000000000000000A")]
    public void A_key_hash_is_sixteen_lowercase_hex_digits(string keyHash) =>
        Assert.Throws<ArgumentException>(() => Leaf.Ballot("demo2026", 1, "device", keyHash, default, Voter, [1]));

    [Fact]
    public void A_ballot_names_entries_once_and_at_least_one()
    {
        static void Cast(params int[] entries) =>
            Leaf.Ballot("demo2026", 1, "device", "0000000000000001", default, Voter, entries);

        Cast(1);
        Assert.Throws<ArgumentException>(() => Cast());
        Assert.Throws<ArgumentException>(() => Cast(3, 3));
        Assert.Throws<ArgumentException>(() => Cast(0));
    }

    private static void IsText(string expected, byte[] leaf)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(leaf));
        Assert.True(CanonicalJson.IsCanonical(leaf));
    }
}
