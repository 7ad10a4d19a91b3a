using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>
/// A browser that notices when a text on a page has become part of the page: what runs, what is fetched from elsewhere, what would
/// run on a click. The pages' own policy against inline script is switched off, so that nothing but the escaping keeps a text a text.
/// </summary>
internal sealed class ScriptWatch
{
    /// <summary>Elements and attributes that no page of ours has, and that a text would need.</summary>
    private const string WhatWouldRun = """
        () => {
          const found = [];
          const isOf = (value, known) => { try { return known(new URL(value, document.baseURI)); } catch { return false; } };
          const own = value => isOf(value, url => /^https?:$/.test(url.protocol) && url.host === location.host || url.href.startsWith('data:image/'));
          for (const element of document.querySelectorAll('*')) {
            const name = element.localName;
            if (['iframe', 'frame', 'object', 'embed', 'base', 'style', 'marquee', 'math', 'animate', 'set', 'foreignobject', 'plaintext', 'xmp', 'audio', 'video', 'bgsound', 'map'].includes(name)
                || name === 'script' && !own(element.getAttribute('src') ?? 'inline:') || name === 'meta' && element.hasAttribute('http-equiv'))
              found.push(element.outerHTML.slice(0, 200));
            for (const { name: attribute, value } of element.attributes)
              if (/^on|^(srcdoc|style|background)$/i.test(attribute)
                  || /^(src|action|formaction|data|poster)$/i.test(attribute) && !own(value)
                  || /(^|:)href$/i.test(attribute) && !isOf(value, url => /^https?:$/.test(url.protocol)))
                found.push(`${attribute}: ${element.outerHTML.slice(0, 200)}`);
          }
          return found;
        }
        """;

    private readonly ConcurrentQueue<string> _found = new();

    private ScriptWatch(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>The texts that ran or fetched something, by number.</summary>
    public HashSet<int> Ran { get; } = [];

    public IReadOnlyCollection<string> Found => _found;

    public static async Task<ScriptWatch> OpenAsync(Site site, string language = "zh-CN", IEnumerable<Cookie>? signedIn = null)
    {
        var context = await site.Browser.NewContextAsync(new() { BaseURL = site.Address, Locale = language, BypassCSP = true });
        if (signedIn is not null)
            await context.AddCookiesAsync(signedIn);
        var watch = new ScriptWatch(await context.NewPageAsync());
        await context.ExposeFunctionAsync<int, bool>("__ran", number => watch.Note(number, "ran"));
        context.Request += (_, request) =>
        {
            if (Regex.Match(request.Url, $"^https?://{Regex.Escape(HostileMarkup.ElsewhereHost)}/(\\d+)") is { Success: true } match)
                watch.Note(int.Parse(match.Groups[1].Value), "fetched");
            else if (request.Url.StartsWith("http", StringComparison.Ordinal) && new Uri(request.Url).Authority != new Uri(site.Address).Authority)
                watch._found.Enqueue($"fetched {request.Url}");
        };
        context.Dialog += (_, dialog) =>
        {
            watch._found.Enqueue($"dialog {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        watch.Page.SetDefaultTimeout(30_000);
        return watch;
    }

    public async Task<IResponse> OpenAsync(string path)
    {
        var answer = (await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded }))!;
        Assert.True(answer.Status < 500, $"{path}: {answer.Status}");
        await LookAsync();
        return answer;
    }

    /// <summary>Sends a form, as long as it may be, to a page that refuses it and gives back what was typed.</summary>
    public async Task SubmitAsync(string path, string field, string text, params (string Name, string Value)[] others)
    {
        const string send = """
            ([path, fields]) => {
              const form = document.body.appendChild(document.createElement('form'));
              Object.assign(form, { method: 'post', action: path });
              for (const [name, value] of fields)
                Object.assign(form.appendChild(document.createElement('textarea')), { name, value });
              window.before = true;
              form.submit();
            }
            """;
        var fields = others.Append((field, text)).Select(pair => new[] { pair.Item1, pair.Item2 });
        var answer = await Page.RunAndWaitForResponseAsync(() => Page.EvaluateAsync(send, new object[] { path, fields }), response => response.Request.Method == "POST");
        Assert.True(answer.Status < 500, $"{path} {field}: {answer.Status}");
        await Page.WaitForFunctionAsync("() => !window.before && document.readyState !== 'loading'");
        var given = await Page.EvaluateAsync<bool>("name => [...document.querySelectorAll(`[name='${name}']`)].some(one => one.value.includes('__ran('))", field);
        Assert.True(given, $"{path}: what was typed into {field} is gone ({answer.Status}).");
        await LookAsync();
    }

    public Task LookAsync() => FindAsync(Page.MainFrame);

    /// <returns>How much of a page is none of ours.</returns>
    public async Task<int> FindAsync(IFrame frame)
    {
        try
        {
            var traces = await frame.EvaluateAsync<string[]>(WhatWouldRun);
            foreach (var trace in traces)
                _found.Enqueue($"{frame.Url}: {trace}");
            return traces.Length;
        }
        catch (PlaywrightException left) when (left.Message.Contains("navigation", StringComparison.Ordinal))
        {
            // A text has taken the visitor somewhere else.
            Assert.Fail($"{frame.Url} was left. {string.Join('\n', _found.Distinct().Take(20))}");
            throw;
        }
    }

    /// <summary>Nothing was found on any page that was opened.</summary>
    public async Task CloseAsync()
    {
        // What runs late (an error of a picture, an animation) has had its time.
        await Page.WaitForTimeoutAsync(300);
        Assert.True(_found.IsEmpty, string.Join('\n', _found.Distinct().Take(20)));
        await Page.Context.CloseAsync();
    }

    private bool Note(int number, string what)
    {
        lock (Ran)
            Ran.Add(number);
        _found.Enqueue($"{what}: {HostileMarkup.All[number - 1].Text}");
        return true;
    }
}
