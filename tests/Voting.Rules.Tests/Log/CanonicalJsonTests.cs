using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class CanonicalJsonTests
{
    [Fact]
    public void Members_are_sorted_by_code_unit_without_whitespace()
    {
        var json = new CanonicalObject()
            .Add("b", "x y~").Add("a", -5).Add("B", new long[] { 3, 1 }).Add("", "").Add("aa", new[] { "q", "p" })
            .Add("c", new[] { new long[] { 1, 2 }, [] })
            .ToBytes();

        Assert.Equal("""{"":"","B":[3,1],"a":-5,"aa":["q","p"],"b":"x y~","c":[[1,2],[]]}""", Encoding.ASCII.GetString(json));
        Assert.True(CanonicalJson.IsCanonical(json));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("\u007f")]
    [InlineData("é")]
    [InlineData("中文")]
    public void Text_that_is_not_plain_ASCII_is_refused_as_key_and_as_value(string text)
    {
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add(text, 1));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", text));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", new[] { text }));
    }

    [Fact]
    public void Integers_end_at_two_to_the_53_less_one()
    {
        const long last = 9_007_199_254_740_991;
        Assert.True(CanonicalJson.IsCanonical(new CanonicalObject().Add("a", last).Add("b", -last).ToBytes()));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", last + 1));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", new[] { -last - 1 }));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", long.MinValue));
    }

    [Fact]
    public void A_key_is_added_once() =>
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", 1).Add("a", 1));

    [Fact]
    public void An_object_ends_at_65535_bytes()
    {
        var overhead = """{"a":""}""".Length;
        var longest = new CanonicalObject().Add("a", new string('x', 65_535 - overhead)).ToBytes();

        Assert.Equal(65_535, longest.Length);
        Assert.True(CanonicalJson.IsCanonical(longest));
        Assert.Throws<ArgumentException>(() => new CanonicalObject().Add("a", new string('x', 65_536 - overhead)).ToBytes());
        Assert.False(CanonicalJson.IsCanonical(Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', 65_536 - overhead) + "\"}")));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"a":0}""")]
    [InlineData("""{"a":-1,"b":[]}""")]
    [InlineData("""{"A":1,"a":{"x":[[],[1,"2",{}]]}}""")]
    [InlineData("""{"a":9007199254740991}""")]
    public void The_reader_accepts_what_the_form_allows(string json) =>
        Assert.True(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} ")]
    [InlineData("{}\n")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a" :1}""")]
    [InlineData("""{"a": 1}""")]
    [InlineData("""{"b":1,"a":1}""")]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"":1,"":1}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":-0}""")]
    [InlineData("""{"a":-}""")]
    [InlineData("""{"a":+1}""")]
    [InlineData("""{"a":1.0}""")]
    [InlineData("""{"a":1e3}""")]
    [InlineData("""{"a":9007199254740992}""")]
    [InlineData("""{"a":99999999999999999999999}""")]
    [InlineData("""{"a":true}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":"é"}""")]
    [InlineData("""{"a":"\u0041"}""")]
    [InlineData("""{"a":"x}""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[1 ,2]}""")]
    [InlineData("""{"a":[1}""")]
    [InlineData("""{a:1}""")]
    public void The_reader_refuses_every_other_spelling(string json) =>
        Assert.False(CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends() =>
        Assert.False(CanonicalJson.IsCanonical(Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 60_000))));

    [Fact]
    public void Any_bytes_in_place_of_a_value_are_judged_without_an_exception() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            CanonicalJson.IsCanonical(bytes);
            CanonicalJson.IsCanonical([.. "{\"a\":"u8, .. bytes, (byte)'}']);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_passes_is_valid_JSON_for_another_reader()
    {
        var start = """{"B":[3,-1],"a":{"x":"y"},"b":12}"""u8.ToArray();
        Prop.ForAll<int, byte>((at, value) =>
        {
            var mutated = (byte[])start.Clone();
            mutated[(int)((uint)at % mutated.Length)] = value;
            if (!CanonicalJson.IsCanonical(mutated))
                return true;
            using var read = JsonDocument.Parse(mutated, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read.RootElement.ValueKind == JsonValueKind.Object;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
