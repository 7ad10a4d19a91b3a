using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>What the board's script must know, as attributes of the page: it has no figures and no words of its own.</summary>
public static class BoardData
{
    /// <param name="top">How many rows are shown at most; 0 = all.</param>
    public static Dictionary<string, object> Of(BoardView view, IStringLocalizer<Texts> texts, Assets files, int top) => new()
    {
        ["data-board"] = "",
        ["data-state"] = "static",
        ["data-slug"] = view.Contest.Slug,
        ["data-group"] = view.Group.Code,
        ["data-phase"] = view.Board.Phase,
        ["data-frozen"] = view.Board.Frozen ? "true" : "false",
        ["data-ceremony"] = view.Board.Ceremony?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["data-zone"] = view.Contest.Zone.Id,
        ["data-now"] = view.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        ["data-hub"] = files.Url("js/hub.js"),
        ["data-top"] = top.ToString(CultureInfo.InvariantCulture),
        ["data-public-weight"] = BoardView.Plain(view.PublicWeight),
        ["data-expert-weight"] = BoardView.Plain(view.ExpertWeight),
        ["data-text-connecting"] = texts["board.state.connecting"].Value,
        ["data-text-live"] = texts["board.state.live"].Value,
        ["data-text-polling"] = texts["board.state.polling"].Value,
        ["data-text-reconnecting"] = texts["board.state.reconnecting"].Value,
        ["data-text-seconds"] = texts["board.seconds", "{0}"].Value,
        ["data-text-minutes"] = texts["board.minutes", "{0}"].Value,
        ["data-text-vote"] = texts["board.vote", "{0}"].Value,
        ["data-text-votes"] = texts["board.votes", "{0}"].Value,
        ["data-text-part"] = texts["board.part", "{0}"].Value,
        ["data-text-parts"] = texts["board.parts", "{0}", "{1}"].Value,
        ["data-text-pause"] = texts["screen.pause"].Value,
        ["data-text-resume"] = texts["screen.resume"].Value,
    };
}
