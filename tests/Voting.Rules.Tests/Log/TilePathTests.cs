using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class TilePathTests
{
    [Theory]
    [InlineData(0, 256, "000")]
    [InlineData(5, 1, "005.p/1")]
    [InlineData(999, 256, "999")]
    [InlineData(1_000, 256, "x001/000")]
    [InlineData(1_234_067, 256, "x001/x234/067")]
    [InlineData(1_234_067, 255, "x001/x234/067.p/255")]
    [InlineData(999_999_999_999_999_999, 256, "x999/x999/x999/x999/x999/999")]
    public void A_number_has_one_path(long number, int width, string path)
    {
        Assert.Equal(path, TilePath.Format(number, width));
        Assert.True(TilePath.TryParse(path, out var readNumber, out var readWidth));
        Assert.Equal((number, width), (readNumber, readWidth));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0000")]
    [InlineData("x001")]
    [InlineData("001/000")]
    [InlineData("x000/001")]
    [InlineData("x001/x000")]
    [InlineData("x001/000/")]
    [InlineData("/000")]
    [InlineData("X001/000")]
    [InlineData("-01")]
    [InlineData("00a")]
    [InlineData("٠٠١")]
    [InlineData("000.p/0")]
    [InlineData("000.p/256")]
    [InlineData("000.p/01")]
    [InlineData("000.p/")]
    [InlineData("000.p/1.p/1")]
    [InlineData("x999/x999/x999/x999/x999/x999/999")]
    public void Every_other_path_is_refused(string path) => Assert.False(TilePath.TryParse(path, out _, out _));

    [Fact]
    public void Any_text_is_refused_or_written_back_the_same() =>
        Prop.ForAll<NonNull<string>>(text =>
            !TilePath.TryParse(text.Get, out var number, out var width) || TilePath.Format(number, width) == text.Get)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 256)]
    [InlineData(0, 0)]
    [InlineData(0, 257)]
    public void There_is_no_path_of_an_impossible_tile(long number, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Format(number, width));
}
