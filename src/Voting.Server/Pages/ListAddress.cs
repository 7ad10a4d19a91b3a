using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Voting.Server.Contests;

namespace Voting.Server.Pages;

/// <summary>Addresses of a contest's list of entries: group, words and page stand in the query and nowhere else.</summary>
public static class ListAddress
{
    /// <returns>The query without <c>?</c>; empty for the first page of everything.</returns>
    public static string Query(EntrySearch search)
    {
        var query = new QueryBuilder();
        if (search.Group is { } group)
            query.Add("group", group);
        if (search.Words is { } words)
            query.Add("q", words);
        if (search.Page > 1)
            query.Add("page", search.Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return query.ToString().TrimStart('?');
    }

    public static string Of(Contest contest, EntrySearch search) =>
        Query(search) is { Length: > 0 } query ? $"/c/{contest.Slug}?{query}" : $"/c/{contest.Slug}";

    /// <summary>What <see cref="Query"/> wrote, as it comes back in a form; the whole list when it is anything else.</summary>
    public static EntrySearch Parse(string? query)
    {
        var fields = QueryHelpers.ParseQuery(query);
        return EntrySearch.TryParse(First("group"), First("q"), First("page"), null)
            ?? new EntrySearch(null, null, 1, EntrySearch.DefaultPageSize);

        string? First(string name) => fields.TryGetValue(name, out var values) ? values[0] : null;
    }
}
