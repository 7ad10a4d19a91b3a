using Voting.LoadTests;

namespace Voting.Server.Tests.LoadTests;

public sealed class PbFileTests
{
    private const string Sample = """
        META
        key;value
        description;Parks and "trees"
        num_projects;3
        num_votes;2
        vote_type;approval
        max_length;2
        PROJECTS
        project_id;cost;name;votes;selected
        P7;100;"Benches; and ""quiet"" corners";2;1
        P2;200;Say "hello" fountain;1;0
        P9;300;Meadow;0;0
        VOTES
        voter_id;age;vote
        a-1;30;P2,P7
        b-2;;P7

        """;

    [Fact]
    public void Reads_projects_in_file_order_and_ballots_by_their_numbers()
    {
        var file = PbFile.Parse(Sample);

        Assert.Equal("Parks and \"trees\"", file.Description);
        Assert.Equal(2, file.MaxLength);
        Assert.Equal(
            [
                new PbProject(1, "P7", "Benches; and \"quiet\" corners", 2),
                new PbProject(2, "P2", "Say \"hello\" fountain", 1),
                new PbProject(3, "P9", "Meadow", 0),
            ],
            file.Projects);
        Assert.Equal(["a-1", "b-2"], file.Ballots.Select(ballot => ballot.Voter));
        Assert.Equal([1, 2], file.Ballots[0].Choices);
        Assert.Equal([1], file.Ballots[1].Choices);
    }

    [Fact]
    public void Line_ends_of_other_systems_a_byte_order_mark_and_a_missing_last_line_end_change_nothing()
    {
        var file = PbFile.Parse('\uFEFF' + Sample.ReplaceLineEndings("\r\n").TrimEnd());

        Assert.Equal("Meadow", file.Projects[2].Name);
        Assert.Equal([1], file.Ballots[1].Choices);
    }

    [Fact]
    public void Without_a_longest_ballot_the_longest_one_cast_counts_and_votes_may_be_unpublished()
    {
        var file = PbFile.Parse("META\nkey;value\nunit;X\nPROJECTS\nproject_id\nA\nB\nVOTES\nvoter_id;vote\n1;B,A\n2;A\n");

        Assert.Equal(2, file.MaxLength);
        Assert.Equal([new PbProject(1, "A", "A", null), new PbProject(2, "B", "B", null)], file.Projects);
    }

    [Theory]
    [InlineData("a-1;30;P2,P7", "a-1;30;P2,P8", 15, "no project 'P8'")]
    [InlineData("a-1;30;P2,P7", "a-1;30;P7,P7", 15, "twice")]
    [InlineData("a-1;30;P2,P7", "a-1;30;P2,P7,P9", 15, "2 are the most")]
    [InlineData("a-1;30;P2,P7", "a-1;30;", 15, "no project ''")]
    [InlineData("a-1;30;P2,P7", "a-1;P2,P7", 15, "2 fields under a header of 3")]
    [InlineData("b-2;", "a-1;", 16, "voter 'a-1' was there before")]
    [InlineData("P2;200", "P7;200", 11, "'P7'")]
    [InlineData("fountain;1;", "fountain;one;", 11, "votes is not a number: 'one'")]
    [InlineData("corners\";2", "corners;2", 11, "closing quote")]
    [InlineData("Meadow", "\"Meadow", 12, "never closed")]
    [InlineData("corners\";2", "corners\"x;2", 10, "closing quote")]
    [InlineData("num_votes;2", "num_votes;3", 5, "num_votes says 3, the file has 2")]
    [InlineData("approval", "ordinal", 6, "'ordinal'")]
    [InlineData("project_id;", "id;", 9, "no column 'project_id'")]
    [InlineData("META\n", "", 1, "does not begin with a section")]
    [InlineData("PROJECTS\n", "PROJECTS\nVOTES\n", 9, "section PROJECTS has no header")]
    public void What_is_wrong_is_named_with_its_line(string part, string instead, int line, string problem)
    {
        var damaged = Sample.Replace("\r", "").Replace(part, instead);

        var error = Assert.Throws<PbFormatException>(() => PbFile.Parse(damaged));

        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message);
    }

    [Fact]
    public void A_file_that_ends_early_misses_a_section() =>
        Assert.Contains("VOTES", Assert.Throws<PbFormatException>(() => PbFile.Parse(Sample[..Sample.IndexOf("VOTES")])).Message);

    [Fact]
    public void Lines_are_counted_through_line_ends_inside_quotes()
    {
        var records = PbRecords.Read("a;\"two\nlines\"\n\nb").ToList();

        Assert.Equal([1, 4], records.Select(record => record.Line));
        Assert.Equal("two\nlines", records[0].Fields[1]);
    }

    [Fact]
    public void The_import_file_quotes_titles() => Assert.Equal(
        "number,group,title,organization,region,summary\r\n1,all,\"A, \"\"B\"\" and\nC\",,,\r\n",
        TrialContest.ToCsv([new PbProject(1, "x", "A, \"B\" and\nC", null)]));
}
