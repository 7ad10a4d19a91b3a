using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class CheckpointTests
{
    private const string Root = "3PfZQy0N+2C7UWeNwifsEvmlcEzlxtrRfGYV0jv4Ji8=";

    [Theory]
    [InlineData("")]
    [InlineData("\n5\n" + Root + "\n")]
    [InlineData("a.example/b\n5\n" + Root)]
    [InlineData("a.example/b\n5\n" + Root + "\n\n")]
    [InlineData("a.example/b\n5\n" + Root + "\nextension\n")]
    [InlineData("a.example/b\n05\n" + Root + "\n")]
    [InlineData("a.example/b\n-5\n" + Root + "\n")]
    [InlineData("a.example/b\n+5\n" + Root + "\n")]
    [InlineData("a.example/b\n 5\n" + Root + "\n")]
    [InlineData("a.example/b\n9223372036854775808\n" + Root + "\n")]
    [InlineData("a.example/b\n5\n3PfZQy0N+2C7UWeNwifsEvmlcEzlxtrRfGYV0jv4Ji9=\n")]
    [InlineData("a.example/b\n5\n3PfZQy0N+2C7UWeNwifsEvmlcEzlxtrRfGYV0jv4Ji8\n")]
    [InlineData("a.example/b\n5\n3PfZQy0N+2C7UWeNwifsEvmlcEzlxtrRfGYV0jv4Jg==\n")]
    [InlineData("a.example/b\n5\n " + Root + "\n")]
    [InlineData("a.example/b\r\n5\n" + Root + "\n")]
    [InlineData("a example\n5\n" + Root + "\n")]
    [InlineData("a+example\n5\n" + Root + "\n")]
    public void Any_other_spelling_is_no_checkpoint(string text) => Assert.Null(Checkpoint.TryParse(text));

    [Theory]
    [InlineData(0)]
    [InlineData(9_007_199_254_740_993)]
    [InlineData(long.MaxValue)]
    public void Every_size_is_written_and_read(long size)
    {
        var text = new Checkpoint("a.example/b", size, Convert.FromBase64String(Root)).ToText();
        Assert.Equal($"a.example/b\n{size}\n{Root}\n", text);
        Assert.Equal(size, Checkpoint.TryParse(text)?.Size);
    }

    [Fact]
    public void What_could_not_be_read_back_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 1, new byte[32]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a b", 1, new byte[32]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a", 1, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("a", -1, new byte[32]));
    }
}
