using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Voting.Server.Tests.App;

/// <summary>Everything that a server says to its logs: messages, their parts, what surrounds them, and exceptions whole.</summary>
public sealed class HeardLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _heard = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<string> Lines => [.. _heard];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Ear(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Ear(HeardLog log, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder($"{logLevel} {source}: {formatter(state, exception)}");
            Add(line, state);
            log._scopes.ForEachScope((scope, text) => Add(text.Append(" in ").Append(scope), scope), line);
            if (exception is not null)
                line.Append('\n').Append(exception);
            log._heard.Enqueue(line.ToString());
        }

        private static void Add(StringBuilder line, object? parts)
        {
            foreach (var (name, value) in parts as IEnumerable<KeyValuePair<string, object?>> ?? [])
                line.Append($" {name}={(value is System.Collections.IEnumerable list and not string ? string.Join(',', list.Cast<object?>()) : value)}");
        }
    }
}
