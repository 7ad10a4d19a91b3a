using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class VerifierKeyTests
{
    private const string Example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void The_example_of_the_specification_is_read()
    {
        var key = VerifierKey.TryParse(Example);
        Assert.NotNull(key);
        Assert.Equal(("example.com/foo", NoteKeyType.Ed25519, 0x530d903au), (key.Name, key.Type, key.KeyId));
        Assert.Equal(Example, key.ToString());
    }

    [Theory]
    [InlineData(WorkedVector.P256Key, NoteKeyType.EcdsaP256, 0x52558f3cu)]
    [InlineData(WorkedVector.Ed25519Key, NoteKeyType.Ed25519, 0xbc659b24u)]
    public void Keys_written_elsewhere_are_read(string vkey, NoteKeyType type, uint id)
    {
        var key = VerifierKey.TryParse(vkey);
        Assert.NotNull(key);
        Assert.Equal(("vote.example/demo2026", type, id), (key.Name, key.Type, key.KeyId));
        Assert.Equal(vkey, key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l")]
    [InlineData("example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ")]
    [InlineData("example.com/foo+530d903a+")]
    public void Any_other_spelling_is_no_key(string vkey) => Assert.Null(VerifierKey.TryParse(vkey));

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_no_key()
    {
        var bytes = Convert.FromBase64String(WorkedVector.P256Key.Split('+', 3)[2]);
        bytes[^1] ^= 1;
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(1))[..4]);
        Assert.Null(VerifierKey.TryParse($"vote.example/demo2026+{id}+{Convert.ToBase64String(bytes)}"));
    }
}
